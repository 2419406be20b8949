/** One run of a tool, first straight at the shop and then through the gate. */
export interface Job {
  readonly tool: string
  readonly name: string
  /** The hole of the shop that it is aimed at; empty where it crawls. */
  readonly hole: string
  /** @param folder for what it writes */
  readonly command: (base: string, folder: string) => readonly string[]
  /** What the tool prints when it has found something. */
  readonly found: RegExp
  /** `false`: its payloads are for software that the shop does not have, so that only what passes counts. */
  readonly straight: boolean
  /** What is added to the command where it goes straight: what the hole is known to be, so that it is found soon. */
  readonly known?: readonly string[]
}

/** Scanners that say who they are are refused for that alone: so all of them say that they are this browser. */
export const browser = {
  agent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  languages: 'en-GB,en;q=0.8',
} as const
