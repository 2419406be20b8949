import { posix } from 'node:path'
import { escaped, type Hole, link, page, type Reply } from './hole.ts'

const folder = '/srv/shop/files'
const passwd = 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n'

/** The disk of the shop: none of the machine's files is read. */
export const files: ReadonlyMap<string, string> = new Map([
  [`${folder}/readme.txt`, 'Lamps are made by hand.\n'],
  ['/srv/shop/config.php', "<?php $password = 'portcullis';\n"],
  ['/srv/shop/package.json', '{"name":"shop","version":"1.0.0"}\n'],
  ['/etc/passwd', passwd],
  ['/etc/group', 'root:x:0:\n'],
  ['/etc/hosts', '127.0.0.1 localhost\n'],
  ['/proc/self/environ', 'PATH=/usr/bin\0HOME=/srv\0'],
  ['c:/windows/win.ini', '; for 16-bit app support\r\n[fonts]\r\n[extensions]\r\n'],
  ['c:/boot.ini', '[boot loader]\r\ntimeout=30\r\n[operating systems]\r\n'],
])

/** As a platform would open it: the folder is put in front unless the name is absolute, and what follows a NUL is lost. */
function opened(name: string): Reply {
  const asked = (name.split('\0')[0] as string)
    .replaceAll('\\', '/')
    .replace(/^(?:php:\/\/filter\/.*resource=|file:\/\/)/i, '')
  const path = /^(?:\/|[a-z]:)/i.test(asked) ? posix.normalize(asked) : posix.join(folder, asked)
  // Windows and Unix at once: climbing ends at the root of either.
  const found = files.get(path) ?? files.get(`c:${path.toLowerCase()}`) ?? files.get(path.toLowerCase())
  const inside = path.startsWith(`${folder}/`) && path.length < 200
  const outcome = inside ? 'kept' : found === undefined ? 'broken' : 'changed'
  if (found !== undefined) return { outcome, body: found, headers: { 'content-type': 'text/plain' } }
  return { outcome, status: 404, body: page(`Warning: include(${escaped(asked)}): failed to open stream`) }
}

const entity = /<!ENTITY\s+(?:%\s+)?(\w+)\s+(?:SYSTEM|PUBLIC\s+"[^"]*")\s+["']([^"']*)["']/i

export const fileHoles: readonly Hole[] = [
  {
    name: 'file',
    path: '/file',
    link: link('/file?name=readme.txt'),
    answer: ({ query }) => opened(query.get('name') ?? 'readme.txt'),
  },
  {
    name: 'xml',
    path: '/xml',
    link: '',
    answer({ body }) {
      const declared = entity.exec(body)
      if (!declared)
        return { outcome: /<!DOCTYPE|xi:include/i.test(body) ? 'broken' : 'kept', body: `<ok>${escaped(body)}</ok>` }
      const found = files.get((declared[2] as string).replace(/^file:\/\//, ''))
      return {
        outcome: found === undefined ? 'broken' : 'changed',
        body: `<ok>${body.replace(/<!DOCTYPE[^[]*\[[^\]]*\]>/i, '').replaceAll(`&${declared[1]};`, found ?? '')}</ok>`,
        headers: { 'content-type': 'text/xml' },
      }
    },
  },
  {
    name: 'upload',
    path: '/upload',
    link: '<form action="/upload" method="post" enctype="multipart/form-data"><input type="file" name="f"><button>ok</button></form>',
    answer({ body }) {
      const name = /filename="([^"]*)"/.exec(body)?.[1] ?? ''
      const runs = /\.(?:php|phtml|jsp|aspx?|cgi|htaccess)\b/i.test(name) || /<\?(?:php|=)|<%/.test(body)
      const script = /<script|\son\w+=/i.test(body)
      return { outcome: runs || script ? 'changed' : 'kept', body: page(`kept as ${escaped(name)}`) }
    },
  },
]
