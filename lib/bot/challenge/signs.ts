/**
 * What the page found in the browser. Any one of these means that a program drives it; the rest only in company. The page runs in the sender’s hands, so an
 * empty list proves nothing, and a full one is taken at its word.
 */
const certain: ReadonlySet<string> = new Set(['webdriver', 'webdriver-hidden', 'driver-globals', 'headless-name'])
const known: ReadonlySet<string> = new Set([
  ...certain,
  'permissions',
  'no-languages',
  'no-window',
  'other-name',
  'software-screen',
])
const mostSigns = 16

/** Whether the signs say that the browser is driven. Unknown words count as one sign: the page writes none. */
export function driven(signs: string): boolean {
  if (signs === '') return false
  const found = signs.split(',', mostSigns)
  const telling = found.filter((sign) => known.has(sign) || !/^[a-z-]+!$/.test(sign))
  return found.some((sign) => certain.has(sign)) || telling.length >= 2
}
