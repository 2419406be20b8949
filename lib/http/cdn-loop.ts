/**
 * Whether a CDN-Loop field (RFC 8586, section 2) lists `id`: a list of `cdn-id` with parameters, compared without case. What cannot be read
 * as such a list is searched for the bare id: better a loop too many refused than one passed.
 *
 * @param id a token or `host[:port]`, in lower case
 */
export function inLoop(field: string, id: string): boolean {
  return field
    .toLowerCase()
    .split(',')
    .some((member) => member.split(';', 1)[0]?.trim() === id)
}
