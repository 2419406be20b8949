import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'

export const databaseErrorNeeds: Needs = { all: Fact.letter | Fact.blank, any: 0, length: 10 }

/**
 * Errors as drivers and servers word them, each with what only an error has around it: a number, a quoted piece of the query, a class.
 * Manuals of MySQL, PostgreSQL, Oracle, SQL Server, SQLite, DB2, ODBC, JDBC, PDO.
 */
const errors =
  /(?:You have an error in your SQL syntax; check the manual|supplied argument is not a valid MySQL|Warning: {1,2}(?:mysqli?|pg|mssql|sqlite|oci|odbc|ibase|sybase|db2)_\w{3,24}\(|(?:mysql|mysqli|pg|mssql|sqlite|oci)_\w{3,24}\(\) expects parameter \d|MySQLSyntaxErrorException|com\.mysql\.(?:cj\.)?jdbc|\bSQLSTATE\[\w{5}\]|PG::(?:Syntax|Undefined)\w{0,24}Error|org\.postgresql\.util\.PSQLException|ERROR: {1,2}(?:syntax error at or near|column "[^"\n]{1,64}" does not exist|relation "[^"\n]{1,64}" does not exist|unterminated quoted string)|\bORA-\d{5}: |\bPLS-\d{5}: |Oracle error '|quoted string not properly terminated|Unclosed quotation mark (?:after|before) the character string|Incorrect syntax near '|Conversion failed when converting the \w{4,10} value|Microsoft OLE DB Provider for (?:SQL Server|ODBC)|\[Microsoft\]\[ODBC|System\.Data\.(?:SqlClient|OleDb|Odbc)\.\w{0,32}Exception|SqlException \(0x8|sqlite3\.OperationalError: |SQLite(?:3::)?(?:SQL)?Exception|SQLITE_ERROR: |near "[^"\n]{1,64}": syntax error|unrecognized token: "|DB2 SQL error: SQLCODE|CLI Driver\]\[DB2|JET Database Engine error|Access Database Engine error|Dynamic SQL Error\s{1,4}SQL error code|Sybase message: |Informix ODBC Driver|org\.hibernate\.exception\.|java\.sql\.SQL\w{0,24}Exception: |PDOException: |Doctrine\\DBAL\\\w{1,32}Exception|ActiveRecord::StatementInvalid|django\.db\.utils\.\w{0,24}Error|sqlalchemy\.exc\.\w{0,24}Error|MongoServerError: |MongoError: |\bE11000 duplicate key error)/

/** Does this answer tell what a database said? */
export function databaseError(value: string): Finding | undefined {
  const match = errors.exec(value)
  if (!match) return undefined
  return {
    language: 'answer',
    context: 'database error',
    reason: 'an error of a database, as it words it',
    span: [match.index, match.index + match[0].length],
    confidence: 0.85,
  }
}
