const mark = /\/\*|\*\/|<!--|--|#/
const marks = /\/\*|\*\/|<!--|-->|--|#/g

/** `t:removeCommentsChar`: the marks of comments go, their text stays: slash-star, star-slash, `<!--`, `-->`, `--`, `#`. */
export const removeCommentsChar: (input: string) => string = (input) =>
  mark.test(input) ? input.replace(marks, '') : input
