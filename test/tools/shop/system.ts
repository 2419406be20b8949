import { escaped, form, type Hole, link, type Outcome, page } from './hole.ts'
import { runShell } from './shell.ts'

const host = /^[\w.:-]*$/

/** Names that lead to this machine or its network, in the spellings that a resolver takes. */
const inside =
  /^(?:[a-z]+:)?\/{0,3}(?:[^/@]*@)?(?:localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0x7f|2130706433|0\b|\[::)/i

const matches = (wanted: unknown, stored: string): boolean => {
  if (typeof wanted !== 'object' || wanted === null) return wanted === stored
  const [operator, operand] = Object.entries(wanted)[0] ?? []
  if (operator === '$ne') return operand !== stored
  if (operator === '$gt' || operator === '$gte') return stored > String(operand)
  if (operator === '$nin') return Array.isArray(operand) && !operand.includes(stored)
  if (operator === '$regex') return stored.startsWith(String(operand).replace(/^\^|\.\*$/g, ''))
  return operator === '$exists'
}

/** Holes that lead to a command line, to other servers, and to a database of documents. */
export const systemHoles: readonly Hole[] = [
  {
    name: 'command',
    path: '/ping',
    link: link('/ping?host=shop.example'),
    answer({ query }) {
      const name = query.get('host') ?? ''
      const { output, sleepMs, others } = runShell(`ping -c 1 ${name}`)
      const outcome: Outcome = host.test(name) && !name.startsWith('-') ? 'kept' : others > 0 ? 'changed' : 'broken'
      return { outcome, body: page(`<pre>${output.replaceAll('<', '&lt;')}</pre>`), sleepMs }
    },
  },
  {
    name: 'fetch',
    path: '/fetch',
    link: link('/fetch?url=https://pictures.example/a.png'),
    answer({ query }) {
      const url = query.get('url') ?? ''
      const within = inside.test(url)
      return { outcome: within ? 'changed' : 'kept', body: page(within ? 'inside: drawbridge' : 'fetched') }
    },
  },
  {
    name: 'documents',
    path: '/api/login',
    link: form('/api/login', 'user', 'pass'),
    answer({ body }) {
      let asked: { user?: unknown; pass?: unknown } = {}
      try {
        asked = JSON.parse(body) as typeof asked
      } catch {
        return { outcome: 'kept', status: 400, body: 'no JSON' }
      }
      const known = matches(asked.user, 'alice') && matches(asked.pass, 'portcullis')
      const operators = [asked.user, asked.pass].some((one) => typeof one === 'object' && one !== null)
      return {
        outcome: operators ? (known ? 'changed' : 'broken') : 'kept',
        body: escaped(known ? 'Welcome back!' : 'Who are you?'),
      }
    },
  },
]
