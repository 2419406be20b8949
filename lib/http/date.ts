const months: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

// The three forms of RFC 9110, section 5.6.7. Names count without case, as RFC 9111, section 5.3 hopes for; nothing else is forgiven.
const fixdate = /^(?:mon|tue|wed|thu|fri|sat|sun), (\d\d) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) gmt$/
const rfc850 = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day, (\d\d)-([a-z]{3})-(\d\d) (\d\d):(\d\d):(\d\d) gmt$/
const asctime = /^(?:mon|tue|wed|thu|fri|sat|sun) ([a-z]{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/

/** Longest text that is any of the three forms. */
const maxLength = 40

/**
 * An HTTP-date (RFC 9110, section 5.6.7) in ms since the epoch; `undefined` for anything else, two dates in one field among it.
 *
 * @param now ms: a year of two digits that would lie over 50 years ahead of it is in the past
 */
export function parseHttpDate(text: string | null | undefined, now: number): number | undefined {
  if (text === null || text === undefined || text.length > maxLength) return undefined
  const folded = text.trim().toLowerCase()
  let parts = fixdate.exec(folded)
  if (parts) return moment(parts[3], parts[2], parts[1], parts[4], parts[5], parts[6])
  parts = asctime.exec(folded)
  if (parts) return moment(parts[6], parts[1], parts[2], parts[3], parts[4], parts[5])
  parts = rfc850.exec(folded)
  if (!parts) return undefined
  const year = fullYear(Number(parts[3]), new Date(now).getUTCFullYear())
  return moment(String(year), parts[2], parts[1], parts[4], parts[5], parts[6])
}

function fullYear(short: number, thisYear: number): number {
  const year = thisYear - (thisYear % 100) + short
  return year > thisYear + 50 ? year - 100 : year
}

type Text = string | undefined

function moment(year: Text, month: Text, day: Text, hour: Text, minute: Text, second: Text): number | undefined {
  const [d, h, m, s] = [Number(day), Number(hour), Number(minute), Number(second)]
  const at = months.indexOf(month ?? '')
  if (at < 0 || d < 1 || d > 31 || h > 23 || m > 59 || s > 60) return undefined
  const time = Date.UTC(Number(year), at, d, h, m, s)
  // Date.UTC carries the 31st of February over into March.
  return new Date(time).getUTCDate() === d || s === 60 ? time : undefined
}

/** IMF-fixdate, the one form that may be sent. */
export const formatHttpDate = (ms: number): string => new Date(ms).toUTCString()
