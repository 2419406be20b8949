import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { checksumHolds, crc32 } from '../../../lib/waf/detect/leak/checksum.ts'
import { databaseError, databaseErrorNeeds } from '../../../lib/waf/detect/leak/database.ts'
import { directoryListing, directoryListingNeeds } from '../../../lib/waf/detect/leak/listing.ts'
import { secret, secretNeeds } from '../../../lib/waf/detect/leak/secret.ts'
import { stackTrace, stackTraceNeeds } from '../../../lib/waf/detect/leak/stack.ts'
import { detectorTable } from './detector-table.ts'

detectorTable('database error', [20, 16], {
  detector: databaseError,
  needs: databaseErrorNeeds,
  attacks: [
    "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1",
    'Warning: mysqli_fetch_array() expects parameter 1 to be mysqli_result, bool given',
    'mysqli_num_rows() expects parameter 1 to be mysqli_result',
    'SQLSTATE[42000]: Syntax error or access violation: 1064',
    'ERROR: syntax error at or near "\'" LINE 1',
    'ERROR:  relation "users" does not exist',
    'org.postgresql.util.PSQLException: ERROR',
    'ORA-00933: SQL command not properly ended',
    'ORA-01756: quoted string not properly terminated',
    "Unclosed quotation mark after the character string ''.",
    "Incorrect syntax near 'x'.",
    "Microsoft OLE DB Provider for SQL Server error '80040e14'",
    'System.Data.SqlClient.SqlException (0x80131904)',
    'Conversion failed when converting the varchar value to data type int.',
    'sqlite3.OperationalError: near "x": syntax error',
    'SQLITE_ERROR: no such column: x',
    'near "x": syntax error',
    'DB2 SQL error: SQLCODE: -104, SQLSTATE: 42601',
    'java.sql.SQLSyntaxErrorException: Unknown column',
    'MongoServerError: unknown operator: $x',
  ],
  benign: [
    'How to fix a syntax error in SQL',
    'Our database is down for maintenance',
    'MySQL and PostgreSQL are databases',
    'Error 404: page not found',
    'Oracle of Delphi',
    'The column does not exist in this temple',
    'near the syntax of error',
    'SQLite is a small library',
    'Microsoft SQL Server 2022 is out',
    '{"error":"invalid input"}',
    'Incorrect password',
    'unterminated sentence',
    'The ORA-team meets at 10:00',
    'SQLSTATE codes are listed in the appendix',
    'PDO is an extension of PHP',
    'The manual that corresponds to your car',
  ],
})

detectorTable('stack trace', [15, 16], {
  detector: stackTrace,
  needs: stackTraceNeeds,
  attacks: [
    'java.lang.NullPointerException\n\tat com.example.A.run(A.java:12)\n\tat com.example.B.main(B.java:5)',
    'Exception in thread "main" java.lang.Error\n\tat A.main(A.java:1)',
    'TypeError: x\n    at f (/app/src/a.js:1:2)\n    at g (/app/src/b.js:3:4)',
    'Error\n    at file:///app/a.mjs:1:2\n    at async main (node:internal/x:1:2)',
    'Error: x<br> at Object.f (C:\\app\\a.js:1:2)<br> at C:\\app\\b.js:1:2',
    'Traceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    f()',
    '  File "/app/a.py", line 3, in f\n    g()\n  File "/app/b.py", line 4, in g\n',
    '   at App.X.Get(Int32 id) in C:\\src\\X.cs:line 12\n   at App.Y.Run() in C:\\src\\Y.cs:line 3',
    "Server Error in '/' Application. at App.X.Get() in /src/X.cs:line 12",
    '#0 /var/www/a.php(12): f()\n#1 /var/www/b.php(3): g()',
    'Fatal error: Uncaught Error: x in /var/www/a.php on line 3',
    '<b>Warning</b>: Undefined variable $x in <b>/var/www/a.php</b> on line <b>3</b>',
    "app/a.rb:3:in `f'\napp/b.rb:4:in `g'",
    'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d',
    'panic\n\t/app/a.go:5 +0x1d\nx\n\t/app/b.go:6 +0x2d',
  ],
  benign: [
    'Meet me at the station (platform 3)',
    'at 10:30 (room 5)',
    'see File "notes.txt", line 3',
    'The method at com.example is called run',
    'We look at (A:12) and at (B:5).',
    'main.go:5 is where it starts',
    'A.java:12',
    'at com.example.A.run(A.java:12) is one frame',
    'Exceptions in Java are classes',
    'Fatal error: what it means and how to fix it',
    'Warning: wet floor in /hall on line 3',
    'https://example.com/a.js:1:2',
    'line 3, in total',
    '#1 in the charts, #2 in sales',
    'Tracebacks are read from the bottom',
    'in the file a.rb:3 we see',
  ],
})

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** A token with the checksum that its issuer would give it, worked out with another CRC than the code's. */
function token(prefix: string, body: string): string {
  let left = zlibCrc32(body)
  let sum = ''
  for (let at = 0; at < 6; at++) {
    sum = digits[left % 62] + sum
    left = Math.floor(left / 62)
  }
  return prefix + body + sum
}
const body = 'abcdefghijABCDEFGHIJ0123456789'
// Put together here, so that scanners of repositories find no key in this file.
const join = (...parts: readonly string[]): string => parts.join('')

detectorTable('secret', [18, 20], {
  detector: secret,
  needs: secretNeeds,
  attacks: [
    join('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx1'),
    join('-----BEGIN ', 'PRIVATE KEY-----\\nMIIEvQIBADANBgkqhk'),
    join('-----BEGIN OPENSSH ', 'PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA'),
    join('AKIA', 'QWERTYUIOPASDFGH'),
    join('"key":"ASIA', 'QWERTYUIOPASDFGH"'),
    token('ghp_', body),
    `x=${token('gho_', body)}&y`,
    token('npm_', body),
    join('glpat-', 'abcdefghij0123456789'),
    join('xoxb-', '123456789012-abcdefABCDEF0123456789'),
    join('https://hooks.slack.com/services/', 'T01234567/B01234567/abcdefghijABCDEFGHIJ0123'),
    join('sk_live_', 'abcdefghijABCDEFGHIJ0123'),
    join('SG.', 'abcdefghijABCDEFGHIJ01.abcdefghijABCDEFGHIJ0123456789abcdefghijABC'),
    join('sk-ant-', 'api03-abcdefghijABCDEFGHIJ0123456789abcdefghijABC'),
    join('AccountKey=', 'a'.repeat(86), '=='),
    join('postgres://', 'app:s3cr3tpw@db.example.com:5432/x'),
    join('mongodb+srv://', 'app:s3cr3tpw@cluster.example.com/x'),
    join('123456789:', `AA${'b'.repeat(33)}`),
  ],
  benign: [
    'AKIAIOSFODNN7EXAMPLE',
    'AKIA',
    `ghp_${body}000000`,
    `npm_${body}000000`,
    'ghp_short',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhk',
    '-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhk',
    'A file that begins with -----BEGIN PRIVATE KEY----- is secret',
    'sk_test_abcdefghijABCDEFGHIJ0123',
    'pk_live_abcdefghijABCDEFGHIJ0123',
    'postgres://user:password@localhost/db',
    'postgres://localhost/db',
    'https://kim:pw@example.com/',
    'redis://cache:6379',
    'SG.abc.def',
    'glpat-',
    'xoxo-hugs-and-kisses',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'AIzaShort',
    'sk-proj-x',
  ],
})

test('the checksum is CRC-32 in base 62', () => {
  for (const text of ['', 'a', body, '123456789']) expect(crc32(text)).toBe(zlibCrc32(text))
  expect(checksumHolds(body, token('', body).slice(30))).toBe(true)
  expect(checksumHolds(body, '000000')).toBe(false)
})

detectorTable('directory listing', [15, 15], {
  detector: directoryListing,
  needs: directoryListingNeeds,
  attacks: [
    '<html><head><title>Index of /</title></head><body><h1>Index of /</h1><hr><pre><a href="../">../</a>',
    '<title>Index of /files</title><a href="?C=N;O=D">Name</a>',
    '<title>Index of /a/b</title><table><tr><td><a href="/a/">Parent Directory</a>',
    '<title>Directory listing for /</title><ul>\n<li><a href="x">x</a>',
    '<title>Directory Listing For /x</title><a href="/">up</a>',
    '<title>Directory: /files/</title><a href="/files/..">',
    '<title>listing directory /</title><ul><li><a href="/">~</a>',
    '<pre><A HREF="/">[To Parent Directory]</A><br>',
    '<title>example.com - /files/</title><pre><A HREF="/">[To Parent Directory]</A>',
    '<TITLE>'.toLowerCase() + 'Index of /backup</title><hr><pre><a href="/">x</a>',
    '<title>Index of /.git</title><a href="../">',
    '<title>Index of /uploads/2026/</title><h1>x</h1><a href="?C=M;O=A">Last modified</a>',
    '<title>Index of /x</title><a href="/">Parent Directory</a>',
    '<title>Directory listing for /home/kim/</title><ul><li><a href="a">',
    '<title>Directory Listing: /x</title><a href="/up">',
  ],
  benign: [
    '<title>Home</title><a href="/">Home</a>',
    '<title>Index of names</title>',
    '<title>Index of /r/pics</title><p>what a subreddit is</p>',
    '<title>Directory of doctors</title><a href="/">Home</a>',
    '<title>Shop - Example</title><a href="/">x</a>',
    '<title>Docs - /api reference</title><a href="/">x</a>',
    '<h1>Index of /</h1>',
    'Index of / is what Apache prints',
    '<title>Listing of houses</title>',
    '<pre><a href="/x">x</a></pre>',
    '<title>Parent Directory</title>',
    '<a href="../">up</a>',
    '<title>Index</title><a href="../">up</a>',
    '<title>Staff directory</title><ul><li><a href="/kim">Kim</a>',
    '<title>A - B</title>[To Parent]',
  ],
})
