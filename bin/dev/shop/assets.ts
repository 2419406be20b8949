import { createHash } from 'node:crypto'

/** A file of the shop's, with the validators that a cache wants. */
export interface Asset {
  readonly type: string
  readonly bytes: Buffer
  readonly etag: string
}

const asset = (type: string, text: string): Asset => {
  const bytes = Buffer.from(text)
  return { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"` }
}

export const assets: ReadonlyMap<string, Asset> = new Map([
  [
    '/assets/app.css',
    asset(
      'text/css; charset=utf-8',
      `:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
body { max-width: 52rem; margin: auto; padding: 1rem }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; border-bottom: 1px solid; padding-bottom: .5rem }
header > a { font-weight: bold; text-decoration: none }
.products { list-style: none; padding: 0; display: grid; gap: .5rem }
label { display: block; margin: .5rem 0 }
footer { margin-top: 3rem; opacity: .7 }
`,
    ),
  ],
  [
    '/assets/app.js',
    asset(
      'text/javascript; charset=utf-8',
      `const list = document.getElementById('events')
if (list) {
  new EventSource('/events').onmessage = ({ data }) => { const item = document.createElement('li'); item.textContent = data; list.append(item) }
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/ws')
  socket.onopen = () => socket.send('Halt, who goes there?')
  socket.onmessage = ({ data }) => { document.getElementById('echo').textContent = data }
}
`,
    ),
  ],
])
