const lower = /[a-z]/
const lowers = /[a-z]+/g

/** `t:uppercase`: ASCII only; bytes from 128 up are letters to JavaScript, not to ModSecurity. */
export const uppercase: (input: string) => string = (input) =>
  lower.test(input) ? input.replace(lowers, (letters) => letters.toUpperCase()) : input
