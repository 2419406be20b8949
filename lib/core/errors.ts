/** Every error code of Sallyport, and when it is thrown. A refused request or a dead origin is a value, never one of these. */
export type ErrorCode =
  | 'ERR_OPTION' // an option is unusable; thrown while the route is declared, or at the first request if it comes from `env`
  | 'ERR_MODULE_ORDER' // a module needs a verdict that nobody before it provides, or two modules provide the same one
  | 'ERR_VERDICT' // a verdict was settled twice, or after the answer had left
  | 'ERR_NO_DOOR' // a pipeline was reached without passing the door, so nothing was canonicalised
  | 'ERR_NO_ANSWER' // the last module called `next`, and there is nothing behind it
  | 'ERR_BINDING' // a binding that an option selects from `env` is not there
  | 'ERR_KEY' // a key that a module needs is missing or unusable
  | 'ERR_BODY' // the request body broke off or was read behind the back of `context.body`
  | 'ERR_RULE' // a rule names what this engine or the compiled set lacks
  | 'ERR_RULE_ABI' // a compiled rule set is of another version of the rule format
  | 'ERR_PASS_THROUGH' // somebody asked the platform to fail open past the gate

/**
 * A defect or an unusable option. `message` says what was wrong, where, and what to do; it may name options and bindings
 * but never carries bytes of a request.
 */
export class SallyportError extends Error {
  override readonly name: string = 'SallyportError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options)
    this.code = code
  }
}
