import { join } from 'node:path'
import { browser, type Job } from './job.ts'

/** One run a module, so that each is counted for itself. Left out: what guesses names of files, and what asks hosts elsewhere. */
const modules: readonly (readonly [module: string, finds: boolean])[] = [
  ['sql', true],
  ['blindsql', false],
  ['xss', true],
  ['permanentxss', true],
  ['file', true],
  ['exec', true],
  ['redirect', true],
  ['crlf', false],
  ['xxe', false],
  ['shellshock', false],
  ['methods', false],
]

export const wapitiJobs: readonly Job[] = modules.map(([module, finds]) => ({
  tool: 'wapiti',
  name: module,
  hole: '',
  straight: finds,
  found: /vulnerability (?:in|found)|Injection|via injection|Redirect|XSS|Traversal|Execution/,
  command: (base, folder) => [
    ...['wapiti', '-u', `${base}/`, '-m', module === 'permanentxss' ? 'xss,permanentxss' : module, '-A', browser.agent],
    ...[
      '-H',
      `Accept-Language: ${browser.languages}`,
      '-H',
      `Accept: ${browser.accept}`,
      '--flush-session',
      '--no-bugreport',
    ],
    ...[
      '-d',
      '2',
      '-t',
      '10',
      '--max-attack-time',
      '60',
      '-S',
      'aggressive',
      '-f',
      'txt',
      '-o',
      join(folder, 'wapiti.txt'),
    ],
    ...['--store-session', join(folder, 'wapiti'), '-v', '1'],
  ],
}))
