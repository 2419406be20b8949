/**
 * `text.charCodeAt(at)` for loops over text from outside. V8 keeps a string in one of a dozen forms (flat, joined, cut, interned, external,
 * of one byte or of two), and where one line has met more than four of them, it looks the method up again for each byte: in workerd 7 ns
 * instead of 2 (docs/performance.md). Bound, the method is known where it is called. Not a function around it: what V8 learns about a
 * place, such as that nobody asks there for a byte beyond the end, would then be learnt of all places together.
 */
export const codeAt: (text: string, at: number) => number = Function.prototype.call.bind(String.prototype.charCodeAt)
