import { lower } from '../../ascii.ts'

/** Statements that a value may be from its first word on; the others are told behind `;` only. */
export const alone: ReadonlySet<string> = new Set(
  'insert update delete drop create alter truncate exec execute declare waitfor copy load merge replace with attach backup call pragma handler'.split(
    ' ',
  ),
)

/** What must stand behind the first word of a statement. Blanks may be comments. */
const shapes: Readonly<Record<string, RegExp>> = {
  insert: /^(?:low_priority\s+|delayed\s+|ignore\s+)*into\s+[\w.`"[\]]+\s*(?:\([^)]*\)\s*)?(?:values?|select|\()/,
  update: /^[\w.`"[\]]+\s+set\s+[\w.`"[\]]+\s*=/,
  delete: /^from\s+[\w.`"[\]]+\s*(?:$|;|--|#|where\s+[\w.`"[\]]+\s*(?:[=<>!]|like|in|is)|where\s+\d)/,
  drop: /^(?:table|database|schema|view|index|trigger|procedure|function|user|column|role|sequence)\s+(?:if\s+exists\s+)?[\w.`"[\]*]+\s*(?:$|;|--|#|\/\*|cascade|,)/,
  create:
    /^(?:or\s+replace\s+)?(?:temporary\s+|temp\s+|unique\s+)?(?:(?:table|database|view|index|trigger|procedure|function|user|login|role|extension|alias|assembly)\s+(?:if\s+not\s+exists\s+)?[\w.`"[\]]+\s*(?:\(|$|;|--|#|as\b|identified|with\b|for\b|from\s*'))/,
  alter:
    /^(?:table|database|user|login|role|system|procedure)\s+[\w.`"[\]]+\s+(?:add|drop|modify|rename|set|alter|with|identified|change|column)\b/,
  truncate: /^table\s+[\w.`"[\]]+\s*(?:$|;|--|#)/,
  exec: /^(?:\(|(?:[\w[\]]+\.)*(?:xp_|sp_)\w+|@\w+|immediate\b|master\b|[\w.]+\s+(?:'|@))/,
  execute: /^(?:\(|(?:[\w[\]]+\.)*(?:xp_|sp_)\w+|@\w+|immediate\b|master\b|'|[\w.]+\s*\()/,
  declare:
    /^@\w+\s+(?:as\s+)?(?:n?varchar|n?char|int|bigint|sysname|table|sql_variant|decimal|datetime)\b|^@\w+\s*=|^\w+\s+(?:cursor|varchar|varchar2|integer|number)\b/,
  waitfor: /^(?:delay|time)\s*(?:'|@|\d|\()/,
  shutdown: /^(?:with\s+nowait\s*)?(?:;|--|#|$)/,
  copy: /^(?:[\w.`"]+|\([^)]*\))\s*(?:\([^)]*\)\s*)?(?:from|to)\s+(?:'|program\b|stdin|stdout|\/|"|\\)/,
  load: /^data\s+(?:local\s+)?infile\b|^'[^']+'/,
  prepare: /^[\w`"]+\s+from\s+(?:'|0x|@|concat\b)/,
  set: /^(?:@\w+|global\s+\w+|session\s+\w+|names\b|role\b|identity_insert\b)\s*(?:=|:=|'|\w)/,
  call: /^[\w.`"]+\s*\(/,
  grant: /^[\w\s,]{1,60}\bto\s+['"\w@]+/,
  revoke: /^[\w\s,]{1,60}\bfrom\s+['"\w@]+/,
  merge: /^into\s+[\w.`"[\]]+\s+(?:using|as)\b/,
  replace: /^into\s+[\w.`"[\]]+\s*(?:\(|values?\b|select\b)/,
  rename: /^table\s+[\w.`"]+\s+to\b/,
  use: /^[\w`"[\]]+\s*(?:;|--)/,
  begin:
    /^(?:work\s*|tran(?:saction)?\s*)?;\s*(?:select|insert|update|delete|drop|create|alter|truncate|exec)\b|^(?:dbms_|execute\s|declare\s|if\s*\(|null;|transaction\s*;)|^(?:[\w.]+\()/,
  if: /^\s*(?:\(|\d|not\b|exists\b|@|'|substring|ascii|len|db_name|user|system_user|is_)/,
  attach: /^(?:database\s+)?'[^']*'\s+as\b/,
  pragma: /^\w+\s*(?:=|\(|;|$)/,
  vacuum: /^into\s*'/,
  do: /^(?:\$\$|\$\w+\$|sleep\s*\(|language\b|benchmark\s*\()/,
  handler: /^[\w.`"]+\s+open\b/,
  with: /^(?:recursive\s+)?[\w`"]+\s*(?:\([^)]*\)\s*)?as\s*(?:materialized\s*)?\(\s*select\b/,
  backup: /^(?:database|log)\s+[\w[\]]+\s+to\b/,
  restore: /^(?:database|log)\s+[\w[\]]+\s+from\b/,
  bulk: /^insert\s+[\w.[\]]+\s+from\b/,
  kill: /^(?:query\s+|connection\s+)?\d+\s*(?:;|--|$)/,
  dump: /^(?:tran|transaction|database)\b/,
  print: /^(?:@@?\w+|'[^']*'\s*(?:;|--|$))/,
}

/** Whether what stands behind the first word of a statement is what stands there in SQL. */
export function statementShape(word: string, behind: string): boolean {
  const shape = shapes[word]
  if (shape === undefined) return false
  const text = lower(behind.replace(/\/\*!?\d*|\*\/|[\s\xa0\0]+/g, ' ')).trim()
  // `exec(…)`, `if(…)`: no blank is needed before these.
  return shape.test(text)
}
