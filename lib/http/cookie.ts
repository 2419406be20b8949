/** Cookies that are looked at in one field; what comes after is not. */
const maxCookies = 256

/** All values of one cookie (RFC 6265, section 4.2.1), as sent and in the order sent: two of one name are possible, and mean trouble. */
export function cookieValues(field: string | null, name: string): readonly string[] {
  const values: string[] = []
  forEachCookie(field, (found, value) => {
    if (found === name) values.push(value)
  })
  return values
}

/** Whether a request has a cookie whose name fits. */
export function hasCookie(field: string | null, fits: (name: string) => boolean): boolean {
  let has = false
  forEachCookie(field, (name) => {
    has ||= fits(name)
  })
  return has
}

function forEachCookie(field: string | null, tell: (name: string, value: string) => void): void {
  if (field === null) return
  let start = 0
  for (let seen = 0; seen < maxCookies && start <= field.length; seen++) {
    const semicolon = field.indexOf(';', start)
    const end = semicolon < 0 ? field.length : semicolon
    const pair = field.slice(start, end).trim()
    const equals = pair.indexOf('=')
    if (equals >= 0) tell(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
    else if (pair !== '') tell(pair, '')
    start = end + 1
  }
}
