/** `t:length`: how many bytes, in decimal. */
export const length: (input: string) => string = (input) => String(input.length)
