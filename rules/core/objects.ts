import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import {
  deserialise,
  deserialiseNeeds,
  graphql,
  graphqlNeeds,
  uploadContent,
  uploadContentNeeds,
  uploadName,
  uploadNameNeeds,
} from 'sallyport/runtime'

/** Values that become more than data when they are read: serialised objects, programs sent as files, queries without bounds. */
export const objects: readonly ValueRule[] = [
  rule({
    id: 518_010,
    message: 'Deserialisation: the value is an object that runs something when it is read',
    stops: 'Serialised objects of PHP, Java, .NET, Python, Ruby, Node and YAML that name classes.',
    severity: 'critical',
    tags: ['attack-deserialization', 'capec/586'],
    in: everyValue,
    detect: deserialise,
    needs: deserialiseNeeds,
    words: true,
    matches: ['O:8:"stdClass":1:{s:1:"a";s:1:"b";}', "!!python/object/apply:os.system ['id']"],
    passes: ['a: 1, b: 2', 'O: my dear', '!!! wow'],
  }),
  rule({
    id: 518_110,
    message: 'Upload: the file has a name that a server would run',
    stops: 'Names of scripts and of settings of servers, with second extensions and bytes that cut a name off.',
    severity: 'critical',
    tags: ['attack-upload', 'capec/650'],
    in: ['file-name'],
    detect: uploadName,
    needs: uploadNameNeeds,
    words: true,
    matches: [upload('shell.php', 'x'), upload('a.jpg.phtml', 'x')],
    passes: [upload('photo.jpg', 'x'), upload('report.final.v2.pdf', 'x')],
  }),
  rule({
    id: 518_120,
    message: 'Upload: the file is a program',
    stops: 'Scripts of servers and executables, whatever the name says.',
    severity: 'critical',
    tags: ['attack-upload', 'capec/650'],
    in: ['file'],
    detect: uploadContent,
    needs: uploadContentNeeds,
    words: true,
    decoded: false,
    matches: [upload('photo.jpg', '<?php system($_GET[0]); ?>')],
    passes: [upload('notes.txt', 'Use <b> for bold.'), upload('a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')],
  }),
  rule({
    id: 518_210,
    message: 'GraphQL: the query asks for the schema, or without bound',
    stops:
      'Introspection, deep nesting, batches of aliases and circular fragments. Exclude it where introspection is meant to be public.',
    severity: 'critical',
    tags: ['attack-graphql', 'capec/130'],
    in: ['query', 'form', 'json', 'body'],
    detect: graphql,
    needs: graphqlNeeds,
    matches: ['{ __schema { types { name } } }'],
    passes: ['query Q($id: ID!) { user(id: $id) { name } }', '{a: {b: {c: 1}}}'],
  }),
]

function upload(
  name: string,
  content: string,
): { method: string; headers: { name: string; value: string }[]; body: string } {
  return {
    method: 'POST',
    headers: [
      { name: 'Host', value: 'shop.example' },
      { name: 'Content-Type', value: 'multipart/form-data; boundary=b0' },
    ],
    body: `--b0\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n${content}\r\n--b0--\r\n`,
  }
}
