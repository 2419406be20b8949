/** `t:base64Encode`: RFC 4648, section 4, with padding. */
export const base64Encode: (input: string) => string = (input) => btoa(input)
