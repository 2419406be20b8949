import { codeAt } from '../../text/code-at.ts'
import { isDigit, isLetter } from './bytes.ts'
import type { Finding } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const scannerAgentNeeds: Needs = { all: Fact.letter, any: 0, length: 3 }

/** Names by which tools that look for holes call themselves, in lower case. */
const tools: readonly string[] =
  `sqlmap nikto nmap masscan zgrab zmap nuclei wpscan dirbuster gobuster feroxbuster dirsearch dirb
  wfuzz w3af acunetix nessus openvas arachni wapiti havij commix netsparker invicti appscan qualys jorgee zmeu whatweb joomscan
  fimap skipfish dotdotpwn xsser xsstrike dalfox burpcollaborator burpsuite owasp-zap zaproxy metasploit hydra medusa brutus jaeles
  bbscan cmsmap droopescan grendel-scan n-stealth webinspect webshag sqlninja bsqlbf pangolin absinthe uil2pn morfeus
  l9explore l9tcpid leakix censysinspect expanse odin.internetdb nosqlmap tplmap ssrfmap gitdumper git-dumper paros webscarab
  golismero vega/ core-project/ proxystrike sysscan toneloc siteharvest httprint hoic loic slowhttptest interactsh retire.js-scan
  detectify probely intruder.io hexometer securityheaders-scan openbullet sentry-mba pentest`.split(/\s+/)

/** Phrases of agents that have blanks in them. */
const phrases: readonly string[] = [
  'fuzz faster u fool',
  'nmap scripting engine',
  'mozilla/5.0 sf/',
  'fhscan core',
  'whcc/',
  'xpymep',
  'open-source project (github.com/projectdiscovery',
]

const longest = 512

/** Names by the letters that each begins with. */
const byLetters: ReadonlyMap<string, readonly string[]> = (() => {
  const map = new Map<string, string[]>()
  for (const tool of tools) {
    const [letters = ''] = /^[a-z]+/.exec(tool) ?? []
    map.set(letters, [...(map.get(letters) ?? []), tool])
  }
  return map
})()

/** Does this User-Agent (or other field) name a tool that looks for holes? Words of a name only: `Nikto` is one, `Nikton` is none. */
export function scannerAgent(value: string): Finding | undefined {
  const text = value.slice(0, longest).replace(/[A-Z]+/g, (run) => run.toLowerCase())
  for (const phrase of phrases) {
    const at = text.indexOf(phrase)
    if (at >= 0) return finding(at, at + phrase.length)
  }
  for (let at = 0, size = text.length; at < size; at++) {
    if (!isLetter(codeAt(text, at))) continue
    let end = at + 1
    while (isLetter(codeAt(text, end))) end++
    if (!isDigit(codeAt(text, at - 1)))
      for (const tool of byLetters.get(text.slice(at, end)) ?? [])
        if (text.startsWith(tool, at) && (tool.endsWith('/') || !isLetter(codeAt(text, at + tool.length))))
          return finding(at, at + tool.length)
    at = end - 1
  }
  return undefined
}

const finding = (start: number, end: number): Finding => ({
  language: 'agent',
  context: 'scanner',
  reason: 'a tool that looks for holes, by its own name',
  span: [start, end],
  confidence: 0.9,
})
