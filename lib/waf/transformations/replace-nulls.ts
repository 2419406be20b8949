/** `t:replaceNulls`: a blank for each NUL byte. */
export const replaceNulls: (input: string) => string = (input) =>
  input.includes('\0') ? input.replaceAll('\0', ' ') : input
