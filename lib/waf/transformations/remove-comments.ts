const open = /\/\*|<!--|--|#/g
const close = /\*\/|-->/g

/**
 * `t:removeComments`: C and HTML comments go, and all from `--` or `#` on. As in ModSecurity either kind of end closes
 * either kind of comment, the byte after an end is kept unread (at the very end: a NUL byte, C's terminator), and a comment that does not end
 * leaves one space.
 */
export const removeComments: (input: string) => string = (input) => {
  open.lastIndex = 0
  let mark = open.exec(input)
  if (mark === null) return input
  let out = ''
  let from = 0
  while (mark !== null) {
    out += input.slice(from, mark.index)
    if (mark[0] === '--' || mark[0] === '#') return out
    close.lastIndex = open.lastIndex
    if (close.exec(input) === null) return `${out} `
    from = close.lastIndex
    if (from === input.length) return `${out}\0`
    // The byte right after an end opens nothing.
    open.lastIndex = from + 1
    mark = open.exec(input)
  }
  return out + input.slice(from)
}
