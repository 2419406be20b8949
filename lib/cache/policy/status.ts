/** Statuses that may be given a lifetime nobody named (RFC 9110, section 15.1). */
export const heuristicStatus: ReadonlySet<number> = new Set([
  200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501,
])

/** Statuses whose meaning for a cache is implemented here: what `must-understand` asks for (RFC 9111, section 5.2.2.3). */
export const understoodStatus: ReadonlySet<number> = new Set([
  200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409,
  410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 511,
])
