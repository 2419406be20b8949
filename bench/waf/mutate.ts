import type { InspectedRequest, Pair } from '../../lib/waf/message.ts'

/** Whole numbers from 0 to `below` - 1: the same series for the same seed. */
export type Pick = (below: number) => number

/** xorshift. @param seed not 0 */
export function pick(seed = 0x9e3779b9): Pick {
  let state = seed | 0
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

// What makes rules look closer: quotes, comments, calls, paths, encodings, and what is broken in each.
const pieces = [
  "' or 1=1 -- ",
  '"><svg onload=x()>',
  '../../../etc/passwd',
  '%2e%2e%2f%00',
  ';cat /etc/hosts|id',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression language's, not ours
  '${jndi:ldap://x/a}',
  '<?php system($_GET[0]);',
  '%u0027%u006fr',
  'union/**/select/*!1*/',
  '&#x6a;&#97;vascript:',
  '\\x41\\u0041\\101',
  'data:text/html;base64,PHN2Zz4=',
  '\xc0\xaf\xff\xfe',
  '%%%zz%4',
  '\0\r\n\t',
  '{"a":[[[[',
] as const
const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/xml']

/** A request with some damage done to it: other bytes, pieces of attacks, runs, more arguments, other types of body. */
export function mutate(request: InspectedRequest, pick: Pick): InspectedRequest {
  const hurt = (text: string): string => damage(text, pick)
  let { target, headers, body } = request
  for (let times = 1 + pick(3); times > 0; times--)
    switch (pick(6)) {
      case 0:
        target = target.slice(0, 1) + hurt(target.slice(1))
        break
      case 1:
        target += `${target.includes('?') ? '&' : '?'}${hurt('q')}=${hurt('lamp')}`
        break
      case 2: {
        const at = pick(headers.length)
        headers = headers.map((header, place) => (place === at ? { ...header, value: hurt(header.value) } : header))
        break
      }
      case 3:
        if (body !== undefined) body = hurt(body)
        break
      case 4:
        headers = [...headers, { name: `x-${pick(1e9).toString(36)}`, value: hurt('1') }]
        break
      case 5:
        if (body !== undefined) headers = withType(headers, types[pick(types.length)] as string)
        break
    }
  return { ...request, target, headers, body }
}

const withType = (headers: readonly Pair[], value: string): readonly Pair[] => [
  ...headers.filter(({ name }) => name !== 'content-type'),
  { name: 'content-type', value },
]

function damage(text: string, pick: Pick): string {
  const at = pick(text.length + 1)
  const piece = pieces[pick(pieces.length)] as string
  switch (pick(4)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at)
    case 1:
      return text.slice(0, at) + String.fromCharCode(pick(256)) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + piece.repeat(1 + pick(40))
    default:
      return text.slice(0, at) + text.slice(at + pick(64))
  }
}
