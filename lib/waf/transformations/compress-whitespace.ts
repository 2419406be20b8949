// A lone blank is left out: replacing it by itself would cost most.
const compressible = /[\t-\r\xa0]| {2}/
const runs = /[\t-\r\xa0][\t-\r \xa0]*| [\t-\r \xa0]+/g

/** `t:compressWhitespace`: every run of blanks (9 to 13, 32, and A0) becomes one space. */
export const compressWhitespace: (input: string) => string = (input) =>
  compressible.test(input) ? input.replace(runs, ' ') : input
