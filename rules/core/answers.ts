import { rule, type ValueRule } from 'sallyport/rules'
import {
  databaseError,
  databaseErrorNeeds,
  directoryListing,
  directoryListingNeeds,
  secret,
  secretNeeds,
  stackTrace,
  stackTraceNeeds,
} from 'sallyport/runtime'

/** What answers give away. Bodies of answers are looked at with `waf({ responseBodies: true })`. */
export const answers: readonly ValueRule[] = [
  rule({
    id: 520_010,
    message: "Leak: the answer holds a database's error",
    stops: 'Messages of databases that tell of statements, tables and versions.',
    severity: 'error',
    tags: ['attack-disclosure', 'capec/54'],
    in: ['answer'],
    detect: databaseError,
    needs: databaseErrorNeeds,
    decoded: false,
    matches: [
      {
        answer:
          "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1",
      },
    ],
    passes: [{ answer: '<p>How to deal with errors in SQL</p>' }],
  }),
  rule({
    id: 520_110,
    message: 'Leak: the answer holds a stack trace',
    stops: 'Traces of Java, Python, PHP, .NET, Node and Ruby.',
    severity: 'error',
    tags: ['attack-disclosure', 'capec/54'],
    in: ['answer'],
    detect: stackTrace,
    needs: stackTraceNeeds,
    decoded: false,
    matches: [
      {
        answer:
          'java.lang.NullPointerException\n\tat com.example.Foo.bar(Foo.java:42)\n\tat com.example.Main.main(Main.java:7)\n',
      },
    ],
    passes: [{ answer: '<p>A stack trace says where a program was.</p>' }],
  }),
  rule({
    id: 520_210,
    message: 'Leak: the answer holds a key or a password',
    stops: 'Private keys and tokens of well-known services.',
    severity: 'error',
    tags: ['attack-disclosure', 'capec/54'],
    in: ['answer'],
    detect: secret,
    needs: secretNeeds,
    decoded: false,
    matches: [
      { answer: '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAxyz0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHI\n' },
    ],
    passes: [{ answer: '<p>Keep your private key private.</p>' }],
  }),
  rule({
    id: 520_310,
    message: 'Leak: the answer is the listing of a directory',
    stops: 'Listings that web servers make of folders without an index.',
    severity: 'error',
    tags: ['attack-disclosure', 'capec/54'],
    in: ['answer'],
    detect: directoryListing,
    needs: directoryListingNeeds,
    decoded: false,
    matches: [
      {
        answer:
          '<html><head><title>Index of /backup</title></head><body><h1>Index of /backup</h1><a href="../">Parent Directory</a>',
      },
    ],
    passes: [{ answer: '<title>Index of products</title>' }],
  }),
]
