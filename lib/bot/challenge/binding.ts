import type { Client } from '../../core/client.ts'
import type { Keys } from '../../core/keys.ts'
import { networkOf } from '../../http/network.ts'
import { pseudonym } from '../../privacy/pseudonym.ts'
import { readJa4 } from '../tls-stacks.ts'
import { keyName } from './seal.ts'

/** What a clearance is bound to. */
export interface Binding {
  /** Pseudonym of the visitor's network (/24, /48) and User-Agent: two visitors of one network and browser share it, nobody else. */
  readonly visitor: string
  /** Whose TLS it speaks; `-` where nobody knows, as over QUIC. A browser's is the same all the time. */
  readonly tls: string
}

const longestAgent = 512

/** @throws ERR_KEY where there is no key named `bot`, or none of that id */
export async function bindingOf(
  client: Client,
  agent: string | null,
  keys: Keys,
  keyId: string = keys.current(keyName).id,
): Promise<Binding | undefined> {
  const key = keys.find(keyName, keyId)
  if (key === undefined) return undefined
  const network = client.address === undefined ? 'unknown' : networkOf(client.address, true)
  const ja4 = client.tls?.ja4 === undefined ? undefined : readJa4(client.tls.ja4)
  return {
    visitor: await pseudonym(key.secret, 'clearance', `${network}\n${(agent ?? '').slice(0, longestAgent)}`),
    tls: ja4?.transport === 't' ? (ja4.stack ?? '-') : '-',
  }
}
