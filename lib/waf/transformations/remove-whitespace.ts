const blank = /[\t-\r \xa0]/
const blanks = /[\t-\r \xa0]+/g

/** `t:removeWhitespace`: no blanks (9 to 13, 32, and A0). ModSecurity v3 drops C2 too; 2.9 and this do not. */
export const removeWhitespace: (input: string) => string = (input) =>
  blank.test(input) ? input.replace(blanks, '') : input
