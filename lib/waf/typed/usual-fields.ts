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
  ['host', /^[\w.-]{1,253}(?::\d{1,5})?$/],
  ['referer', /^https?:\/\/\w[\w-]*(?:\.\w[\w-]*)*(?::\d{1,5})?(?:\/(?:[\w~-][\w.~-]*)?)*$/],
])

const longest = 512

/** Whether a field of the head holds what browsers write there. @param name in lower case */
export function usualField(name: string, value: string): boolean {
  return value.length <= longest && (grammars.get(name)?.test(value) ?? false)
}
