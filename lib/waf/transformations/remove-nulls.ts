/** `t:removeNulls`: no NUL bytes. */
export const removeNulls: (input: string) => string = (input) =>
  input.includes('\0') ? input.replaceAll('\0', '') : input
