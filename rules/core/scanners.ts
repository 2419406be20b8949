import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import {
  leakedPath,
  leakedPathNeeds,
  scannerAgent,
  scannerAgentNeeds,
  smuggling,
  smugglingNeeds,
} from 'sallyport/runtime'

/** Tools that look for holes, and what they look for. */
export const scanners: readonly ValueRule[] = [
  rule({
    id: 519_010,
    message: 'Scanner: the client says that it is a tool that looks for holes',
    stops: 'User-Agent names of scanners and attack tools.',
    severity: 'critical',
    tags: ['attack-reputation-scanner', 'capec/118'],
    in: ['header'],
    names: ['user-agent'],
    detect: scannerAgent,
    needs: scannerAgentNeeds,
    words: true,
    decoded: false,
    matches: [{ headers: [{ name: 'User-Agent', value: 'sqlmap/1.8 (https://sqlmap.org)' }] }],
    passes: [
      { headers: [{ name: 'User-Agent', value: 'curl/8.5.0' }] },
      { headers: [{ name: 'Referer', value: 'https://sqlmap.example/' }] },
    ],
  }),
  rule({
    id: 519_110,
    message: 'Leaked file: the path is one that should not be served',
    stops: 'Version control, settings, keys, dumps and backups that were left where they can be fetched.',
    severity: 'critical',
    tags: ['attack-disclosure', 'capec/118'],
    in: ['path'],
    detect: leakedPath,
    needs: leakedPathNeeds,
    words: true,
    matches: [{ target: '/.git/config' }, { target: '/.env' }, { target: '/backup.sql' }],
    passes: [{ target: '/.well-known/security.txt' }, { target: '/docs/git/config' }, { target: '/environment' }],
  }),
  rule({
    id: 519_210,
    message: 'Request smuggling: the value holds a request of its own',
    stops: 'Request lines and chunk sizes behind line ends, as one reader passes on to another.',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/33'],
    in: everyValue,
    detect: smuggling,
    needs: smugglingNeeds,
    matches: ['x\r\n\r\nGET /admin HTTP/1.1\r\nHost: a.example'],
    passes: ['first\r\nsecond', 'GET /a is what I called\nand it worked'],
  }),
]
