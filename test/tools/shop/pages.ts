import { escaped, form, type Hole, link, type Outcome, page } from './hole.ts'

/** Text in a page: only what begins a tag changes anything. In an attribute: what ends it. In a script: what ends its string. */
const inText = (value: string): Outcome => (/<[a-z/!?]/i.test(value) ? 'changed' : /</.test(value) ? 'broken' : 'kept')
const inQuotes = (value: string, quote: string): Outcome => (value.includes(quote) ? 'changed' : inText(value))

const comments: string[] = []
const mostComments = 50

/** Holes that write a value into a page, a template or the head of an answer. */
export const pageHoles: readonly Hole[] = [
  {
    name: 'xss-text',
    path: '/greet',
    link: link('/greet?name=you'),
    answer({ query }) {
      const name = query.get('name') ?? ''
      return { outcome: inText(name), body: page(`<h1>Hello ${name}</h1>`) }
    },
  },
  {
    name: 'xss-attribute',
    path: '/find',
    link: link('/find?word=lamp'),
    answer({ query }) {
      const word = query.get('word') ?? ''
      return { outcome: inQuotes(word, '"'), body: page(`<input name="word" value="${word}">`) }
    },
  },
  {
    name: 'xss-script',
    path: '/theme',
    link: link('/theme?colour=blue'),
    answer({ query }) {
      const colour = query.get('colour') ?? ''
      return { outcome: inQuotes(colour, "'"), body: page(`<script>var colour = '${colour}';</script>`) }
    },
  },
  {
    name: 'xss-stored',
    path: '/comments',
    link: `${link('/comments')}${form('/comments', 'text')}`,
    answer({ method, form: fields }) {
      const text = fields.get('text') ?? ''
      if (method === 'POST' && text !== '') {
        comments.push(text)
        if (comments.length > mostComments) comments.shift()
      }
      return {
        outcome: method === 'POST' ? inText(text) : 'kept',
        body: page(comments.map((one) => `<p>${one}</p>`).join('')),
      }
    },
  },
  {
    name: 'template',
    path: '/card',
    link: link('/card?text=hello'),
    answer({ query }) {
      const text = query.get('text') ?? ''
      let outcome: Outcome = 'kept'
      const body = text.replace(/(?:\{\{|\$\{|#\{|<%=)([^{}<>]{1,200})(?:\}\}|\}|%>)/g, (_, expression: string) => {
        outcome = 'changed'
        const product = /^\s*(\d{1,9})\s*\*\s*'?(\d{1,9})'?\s*$/.exec(expression)
        return product ? String(Number(product[1]) * Number(product[2])) : `&lt;Config SECRET=portcullis&gt;`
      })
      return { outcome, body: page(body.replaceAll('<', '&lt;').replaceAll('&lt;Config', '<Config')) }
    },
  },
  {
    name: 'redirect',
    path: '/go',
    link: link('/go?to=/'),
    answer({ query }) {
      const to = query.get('to') ?? '/'
      const outcome = /^\/(?![/\\])|^[\w.-]*$/.test(to) ? 'kept' : 'changed'
      return { outcome, status: 302, headers: { location: encodeURI(to) }, body: '' }
    },
  },
  {
    name: 'crlf',
    path: '/language',
    link: link('/language?set=en'),
    answer({ query }) {
      const set = query.get('set') ?? ''
      const raw = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-language: ${set}\r\nconnection: close\r\n\r\n${page(`ok ${escaped(set)}`)}`
      return { outcome: /[\r\n]/.test(set) ? 'changed' : 'kept', body: '', raw }
    },
  },
]
