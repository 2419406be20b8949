/** `t:replaceComments`: one space for each C comment, also for one that does not end. */
export const replaceComments: (input: string) => string = (input) => {
  let at = input.indexOf('/*')
  if (at < 0) return input
  let out = ''
  let from = 0
  while (at >= 0) {
    out += `${input.slice(from, at)} `
    const end = input.indexOf('*/', at + 2)
    if (end < 0) return out
    from = end + 2
    at = input.indexOf('/*', from)
  }
  return out + input.slice(from)
}
