const brand = '"[\\w ().;:=?@,+/-]{0,48}";v="[\\d.]{1,24}"'
const media = '[\\w*.+-]{1,80}/[\\w*.+-]{1,80}(?:; ?[\\w-]{1,20}=[\\w.-]{1,20})*'
const tag = '[\\w*-]{1,24}(?:; ?q=[\\d.]{1,5})?'
/** Of Digest access authentication (RFC 7616, section 3.4): quoted text has no quote of SQL's, nor brackets. */
const parameter = '[a-z]{2,12}=(?:"[\\w .:;,=?@&%~+/*()-]{0,256}"|[\\w-]{1,64})'
const list = (item: string): RegExp => new RegExp(`^${item}(?:, ?${item})*$`)
const product = '[A-Za-z][\\w.-]{0,40}/[\\w.]{1,40}'
const comment = '\\((?:[\\w.:_-]{1,40}(?:[ /_][\\w.:-]{1,40})*(?:; |, ))*[\\w.:_-]{1,40}(?:[ /_][\\w.:-]{1,40})*\\)'

/**
 * What browsers write into fields of theirs, exactly: such a value is a list of names, numbers and media types (RFC 9110, sections 10 and 12;
 * User-Agent Client Hints), and no piece of another language. Fields in lower case.
 */
const grammars: ReadonlyMap<string, RegExp> = new Map([
  ['accept', list(media)],
  ['authorization', new RegExp(`^Digest ${parameter}(?:, ?${parameter})*$`)],
  ['accept-encoding', list(tag)],
  ['accept-language', list(tag)],
  ['sec-ch-ua', list(brand)],
  ['sec-ch-ua-full-version-list', list(brand)],
  ['sec-ch-ua-mobile', /^\?[01]$/],
  ['sec-ch-ua-platform', /^"[\w .-]{0,32}"$/],
  ['sec-fetch-user', /^\?[01]$/],
  ['user-agent', new RegExp(`^${product}(?: (?:${product}|${comment}))*$`)],
  ['cache-control', list('[a-z-]{2,24}(?:=\\d{1,12})?')],
  ['priority', /^u=[0-7](?:, ?i(?:=\?[01])?)?$/],
  ['content-type', list(media)],
  ['if-none-match', list('(?:W/)?"[\\w.:/+=@-]{0,128}"')],
  ['if-modified-since', /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/],
  ['range', /^bytes=(?:\d{0,18}-\d{0,18})(?:, ?\d{0,18}-\d{0,18}){0,8}$/],
  ['origin', /^https?:\/\/\w[\w-]*(?:\.\w[\w-]*)*(?::\d{1,5})?$/],
  ['host', /^[\w.-]{1,253}(?::\d{1,5})?$/],
  ['referer', /^https?:\/\/\w[\w-]*(?:\.\w[\w-]*)*(?::\d{1,5})?(?:\/(?:[\w~-][\w.~-]*)?)*$/],
])

const longest = 512

/** `analytics=1&ads=0`: names that no markup gives a meaning, numbers and words. */
const form = /^(?!on)(?:[a-z]\w{0,31}=[\w.-]{0,64}(?:&(?!on|$)|$)){1,16}$/i

/** Whether a value is a form by itself, as settings are kept in cookies. Nothing follows a separator that a shell or a database runs. */
export function usualForm(value: string): boolean {
  return value.length <= longest && form.test(value) && !/\b(\w+)=\1\b/.test(value)
}

/** Whether a field of the head holds what browsers write there. @param name in lower case */
export function usualField(name: string, value: string): boolean {
  return value.length <= longest && (grammars.get(name)?.test(value) ?? false)
}
