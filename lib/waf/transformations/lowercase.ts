const upper = /[A-Z]/
const uppers = /[A-Z]+/g

/** `t:lowercase`: ASCII only; bytes from 128 up are letters to JavaScript, not to ModSecurity. */
export const lowercase: (input: string) => string = (input) =>
  upper.test(input) ? input.replace(uppers, (letters) => letters.toLowerCase()) : input
