import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { pathTraversal, pathTraversalNeeds } from 'sallyport/runtime'

/** Path traversal and file inclusion: a value that, as a file's name, leads elsewhere. */
export const files: readonly ValueRule[] = [
  rule({
    id: 512_010,
    message: 'Path traversal: the value leads out of its folder',
    stops: 'Climbing out of a folder, names of files that every system has, and wrappers such as php:// and file://.',
    severity: 'critical',
    tags: ['attack-lfi', 'attack-rfi', 'capec/126'],
    in: everyValue,
    detect: pathTraversal,
    needs: pathTraversalNeeds,
    words: true,
    matches: [
      '../../../etc/passwd',
      '..%252f..%252fetc%252fpasswd',
      'php://filter/convert.base64-encode/resource=index',
    ],
    passes: ['docs/../readme.md is what I meant', 'a/b/c.txt', 'and so on... / or not'],
  }),
]
