/** Cookies that are looked at in one field. */
export const maxCookies = 256

/**
 * All values of one cookie (RFC 6265, section 4.2.1), as sent and in the order sent: two of one name are possible, and mean trouble. Where there
 * are more cookies than are looked at, the whole field is the value.
 */
export function cookieValues(field: string | null, name: string): readonly string[] {
  const values: string[] = []
  const all = forEachCookie(field, (found, value) => {
    if (found === name) values.push(value)
  })
  return all ? values : [field ?? '']
}

/** Whether a request has a cookie whose name fits. Where there are more cookies than are looked at, it may. */
export function hasCookie(field: string | null, fits: (name: string) => boolean): boolean {
  let has = false
  const all = forEachCookie(field, (name) => {
    has ||= fits(name)
  })
  return has || !all
}

/** @returns whether those were all */
function forEachCookie(field: string | null, tell: (name: string, value: string) => void): boolean {
  if (field === null) return true
  let start = 0
  for (let seen = 0; start <= field.length; seen++) {
    if (seen === maxCookies) return false
    const semicolon = field.indexOf(';', start)
    const end = semicolon < 0 ? field.length : semicolon
    const pair = field.slice(start, end).trim()
    const equals = pair.indexOf('=')
    if (equals >= 0) tell(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
    else if (pair !== '') tell(pair, '')
    start = end + 1
  }
  return true
}
