import { ask, form, get, json, noise, type Row, send, xml } from './make.ts'

const report = (type: string, body: unknown): unknown => ({
  type,
  age: 12,
  url: 'https://www.example/a?b=c',
  user_agent: 'Mozilla/5.0',
  body,
})
const reports = (title: string, ...all: unknown[]): Row =>
  send(title, 'POST', '/reports', 'application/reports+json', JSON.stringify(all))
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'nonce-r4nd0m' https://*.cdn.example; style-src 'self' 'unsafe-inline'; img-src * data: blob:; frame-ancestors 'none'; object-src 'none'; report-uri /csp"
const csp = (title: string, more: Readonly<Record<string, unknown>>): Row =>
  send(
    title,
    'POST',
    '/csp',
    'application/csp-report',
    JSON.stringify({
      'csp-report': {
        'document-uri': 'https://www.example/page',
        referrer: '',
        'violated-directive': 'script-src-elem',
        'effective-directive': 'script-src-elem',
        'original-policy': policy,
        disposition: 'enforce',
        'status-code': 200,
        ...more,
      },
    }),
  )
const dav = (title: string, method: string, target: string, body: string, depth = '1'): Row =>
  xml(title, method, target, `<?xml version="1.0" encoding="utf-8"?>${body}`, { depth })
const tus = { 'tus-resumable': '1.0.0' }
const offset = (title: string, body: string): Row =>
  send(title, 'PATCH', '/files/24e533e02ec3bc40c387f1a0e460e216', 'application/offset+octet-stream', body, {
    ...tus,
    'upload-offset': '0',
  })
const git = (title: string, service: string, body: string): Row =>
  send(title, 'POST', `/team/app.git/${service}`, `application/x-${service}-request`, body, {
    'user-agent': 'git/2.46.0',
    'git-protocol': 'version=2',
    accept: `application/x-${service}-result`,
  })
const docker = { 'user-agent': 'docker/27.1.1 go/go1.21.12 git-commit/cc13f95 kernel/6.8.0 os/linux arch/amd64' }

export const protocols: readonly Row[] = [
  csp('CSP: inline', { 'blocked-uri': 'inline', 'line-number': 5, 'source-file': 'https://www.example/page' }),
  csp('CSP: inline with a sample of an alert', { 'blocked-uri': 'inline', 'script-sample': "alert('hello')" }),
  csp('CSP: inline with a sample of a loader', {
    'blocked-uri': 'inline',
    'script-sample': '(function(w,d,s,l,i){w[l]=w[l]||[];w[l].p',
  }),
  csp('CSP: eval', { 'blocked-uri': 'eval', 'script-sample': 'return this' }),
  csp('CSP: data', { 'blocked-uri': 'data', 'violated-directive': "font-src 'self'" }),
  csp('CSP: an extension', { 'blocked-uri': 'chrome-extension', 'source-file': 'chrome-extension' }),
  csp('CSP: a style', {
    'effective-directive': 'style-src-attr',
    'blocked-uri': 'inline',
    'script-sample': 'color: red; width:1px',
  }),
  csp('CSP: a handler', {
    'effective-directive': 'script-src-attr',
    'blocked-uri': 'inline',
    'script-sample': 'doSearch(this.value)',
  }),
  csp('CSP: local development', { 'document-uri': 'http://localhost:3000/', 'blocked-uri': 'ws://localhost:3000/ws' }),
  reports(
    'Reporting: CSP',
    report('csp-violation', {
      blockedURL: 'inline',
      disposition: 'report',
      documentURL: 'https://www.example/',
      effectiveDirective: 'script-src-elem',
      originalPolicy: policy,
      sample: 'console.log("lo")',
      statusCode: 200,
    }),
  ),
  reports(
    'Reporting: deprecation',
    report('deprecation', {
      id: 'UnloadHandler',
      message: 'Unload event listeners are deprecated and will be removed.',
      sourceFile: 'https://www.example/a.js',
      lineNumber: 1,
      columnNumber: 5,
    }),
  ),
  reports(
    'Reporting: intervention',
    report('intervention', {
      id: 'x',
      message:
        "Ignored attempt to cancel a touchmove event with cancelable=false, for example because scrolling is in progress and can't be interrupted.",
    }),
  ),
  reports(
    'Reporting: network error',
    report('network-error', {
      sampling_fraction: 1,
      server_ip: '192.0.2.5',
      protocol: 'h2',
      method: 'GET',
      phase: 'application',
      type: 'http.error',
      status_code: 500,
    }),
  ),
  reports(
    'Reporting: crash and policy',
    report('crash', { reason: 'oom' }),
    report('permissions-policy-violation', { featureId: 'geolocation', message: 'Permissions policy violation' }),
  ),
  reports(
    'Reporting: COEP',
    report('coep', {
      blockedURL: 'https://cdn.example/x.js',
      destination: 'script',
      disposition: 'enforce',
      type: 'corp',
    }),
  ),

  ask('tus: options', 'OPTIONS', '/files', tus),
  ask('tus: creation', 'POST', '/files', {
    ...tus,
    'upload-length': '5000000',
    'upload-metadata': 'filename d29ybGQuZG9j,filetype YXBwbGljYXRpb24vbXN3b3Jk,is_confidential',
    'content-length': '0',
  }),
  ask('tus: offset', 'HEAD', '/files/24e5', tus),
  ask('tus: termination', 'DELETE', '/files/24e5', tus),
  offset('tus: a picture', '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01;|$(`<a b=\'"'),
  offset('tus: an archive', 'PK\x03\x04\x14\x00\x00\x00\x08\x00a.txt\x00\x01'),
  offset('tus: text', "Minutes of the meeting:\n- it's late; we'll go on tomorrow\n"),
  offset('tus: a film', '\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41\x00\x00\x00\x08free'),

  dav(
    'WebDAV: propfind',
    'PROPFIND',
    '/dav/Documents/',
    '<D:propfind xmlns:D="DAV:"><D:prop><D:getlastmodified/><D:getcontentlength/><D:resourcetype/></D:prop></D:propfind>',
  ),
  dav('WebDAV: all properties', 'PROPFIND', '/dav/', '<propfind xmlns="DAV:"><allprop/></propfind>', '0'),
  dav(
    'WebDAV: proppatch',
    'PROPPATCH',
    '/dav/a%20b.txt',
    '<D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop><Z:Win32LastModifiedTime>Wed, 01 May 2024 10:00:00 GMT</Z:Win32LastModifiedTime></D:prop></D:set></D:propertyupdate>',
  ),
  dav(
    'WebDAV: lock',
    'LOCK',
    '/dav/a.docx',
    '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner><D:href>bob@example.org</D:href></D:owner></D:lockinfo>',
    'infinity',
  ),
  ask('WebDAV: unlock', 'UNLOCK', '/dav/a.docx', {
    'lock-token': '<opaquelocktoken:e71d4fae-5dec-22d6-fea5-00a0c91e6be4>',
  }),
  ask('WebDAV: move', 'MOVE', '/dav/a.txt', { destination: 'https://www.example/dav/b%20c.txt', overwrite: 'F' }),
  ask('WebDAV: copy', 'COPY', '/dav/a/', { destination: 'https://www.example/dav/b/', depth: 'infinity' }),
  ask('WebDAV: mkcol', 'MKCOL', '/dav/New%20folder/'),
  ask('WebDAV: conditional', 'DELETE', '/dav/a', {
    if: '(<urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2> ["I am an ETag"]) (["another"])',
  }),
  send(
    'CalDAV: an event',
    'PUT',
    '/cal/bob/5.ics',
    'text/calendar; charset=utf-8',
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//App 1.0//EN\r\nBEGIN:VEVENT\r\nUID:5@example.org\r\nDTSTAMP:20240601T100000Z\r\nDTSTART;TZID=Europe/Berlin:20240610T090000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nSUMMARY:Bob\'s birthday\\; bring cake\r\nATTENDEE;CN="O\'Brien";PARTSTAT=ACCEPTED:mailto:ob@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
    { 'if-none-match': '*' },
  ),
  dav(
    'CalDAV: a report',
    'REPORT',
    '/cal/bob/',
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20240101T000000Z" end="20240201T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>',
  ),
  dav(
    'CalDAV: a new calendar',
    'MKCALENDAR',
    '/cal/bob/work/',
    '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>Bob\'s events</D:displayname></D:prop></D:set></C:mkcalendar>',
  ),
  send(
    'CardDAV: a contact',
    'PUT',
    '/card/bob/1.vcf',
    'text/vcard; charset=utf-8',
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:O'Hara;Scarlett;;Ms.;\r\nFN:Scarlett O'Hara\r\nADR;TYPE=home:;;Tara Rd. 1;Jonesboro;GA;30236;USA\r\nTEL;TYPE=cell:+1-555-0100\r\nEND:VCARD\r\n",
  ),
  dav(
    'CalDAV: discovery',
    'PROPFIND',
    '/.well-known/caldav',
    '<D:propfind xmlns:D="DAV:"><D:prop><D:current-user-principal/></D:prop></D:propfind>',
    '0',
  ),

  get('git: refs', '/team/app.git/info/refs?service=git-upload-pack', {
    'user-agent': 'git/2.46.0',
    'git-protocol': 'version=2',
  }),
  git(
    'git: ls-refs',
    'git-upload-pack',
    '0014command=ls-refs\n0015agent=git/2.46.00016object-format=sha100010009peel\n000csymrefs\n0014ref-prefix HEAD\n0000',
  ),
  git(
    'git: fetch',
    'git-upload-pack',
    '0011command=fetch0015agent=git/2.46.00001000fno-progress0032want 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n0009done\n0000',
  ),
  git(
    'git: push',
    'git-receive-pack',
    '00a84b825dc642cb6eb9a060e54bf8d69288fbee4904 5b825dc642cb6eb9a060e54bf8d69288fbee4904 refs/heads/main\0 report-status side-band-64k agent=git/2.460000PACK\x00\x00\x00\x02\x00\x00\x00\x03\x9f\x0ex\x9c\x95\xcbA;|`$(',
  ),
  json(
    'git LFS: batch',
    '/team/app.git/info/lfs/objects/batch',
    { operation: 'download', transfers: ['basic'], objects: [{ oid: 'a'.repeat(64), size: 5 }], hash_algo: 'sha256' },
    { 'content-type': 'application/vnd.git-lfs+json', accept: 'application/vnd.git-lfs+json' },
  ),

  get('registry: version', '/v2/', docker),
  get('registry: a manifest', '/v2/library/alpine/manifests/3.20', {
    ...docker,
    accept: 'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json',
  }),
  get('registry: a blob', `/v2/library/alpine/blobs/sha256:${'c6a8'.repeat(16)}`, docker),
  ask('registry: begin an upload', 'POST', '/v2/team/app/blobs/uploads/?mount=sha256:abc&from=library/alpine', docker),
  send(
    'registry: a chunk',
    'PATCH',
    '/v2/team/app/blobs/uploads/5-6?_state=abc%3D',
    'application/octet-stream',
    `\x1f\x8b\x08\x00${noise(60_000)}`,
    docker,
  ),
  send(
    'registry: put a manifest',
    'PUT',
    '/v2/team/app/manifests/1.0',
    'application/vnd.docker.distribution.manifest.v2+json',
    JSON.stringify({
      schemaVersion: 2,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: 7023,
        digest: `sha256:${'b5b2'.repeat(16)}`,
      },
      layers: [],
    }),
    docker,
  ),
  get('registry: a token', '/token?service=registry.example&scope=repository:team/app:pull,push&account=bob', docker),

  get('npm: metadata', '/@types%2fnode', {
    'user-agent': 'npm/10.8.2 node/v22.5.1 linux x64 workspaces/false',
    'npm-command': 'install',
    accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*',
  }),
  json('npm: audit', '/-/npm/v1/security/advisories/bulk', { lodash: ['4.17.20'], '@babel/core': ['7.24.0'] }),
  json(
    'npm: publish',
    '/@team%2fapp',
    {
      _id: '@team/app',
      name: '@team/app',
      'dist-tags': { latest: '1.0.0' },
      versions: {
        '1.0.0': {
          name: '@team/app',
          scripts: { test: 'vitest run && eslint .', prepare: 'rm -rf dist && tsc -p .' },
          bin: { app: './bin/app.js' },
        },
      },
      readme: '# App\n\n```sh\nnpm install @team/app && npx app --help | less\n```\n',
    },
    {},
    'PUT',
  ),
  get('pip: index', '/simple/requests/', {
    'user-agent':
      'pip/24.1.2 {"ci":null,"cpu":"x86_64","distro":{"id":"noble","libc":{"lib":"glibc","version":"2.39"},"name":"Ubuntu"},"implementation":{"name":"CPython"}}',
    accept: 'application/vnd.pypi.simple.v1+json, text/html; q=0.1',
  }),
  get('cargo: index', '/se/rd/serde', { 'user-agent': 'cargo/1.80.0' }),
  get('maven', '/org/springframework/spring-core/6.1.0/spring-core-6.1.0.pom.sha1', {
    'user-agent': 'Apache-Maven/3.9.8 (Java 21.0.3; Linux 6.8.0)',
  }),
  get('Go modules', '/github.com/!burnt!sushi/toml/@v/v1.3.2.mod', { 'user-agent': 'Go-http-client/2.0' }),
  get('apt', '/ubuntu/dists/noble/InRelease', { 'user-agent': 'Debian APT-HTTP/1.3 (2.7.14)' }),
  get('NuGet', '/v3/query?q=Newtonsoft.Json&skip=0&take=20&prerelease=false&semVerLevel=2.0.0', {
    'user-agent': 'NuGet Command Line/6.10.1 (Microsoft Windows NT 10.0.22631.0)',
  }),
  get('Helm', '/charts/index.yaml', { 'user-agent': 'Helm/3.15.3' }),
  get('Terraform', '/v1/providers/hashicorp/aws/versions', { 'user-agent': 'Terraform/1.9.2' }),

  json('JSON-RPC', '/rpc', {
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_call',
    params: [{ to: '0x6b175474e89094c44da98b954eedeac495271d0f', data: '0x70a08231' }, 'latest'],
  }),
  json('JSON-RPC: batch', '/rpc', [
    { jsonrpc: '2.0', method: 'sum', params: [1, 2], id: '1' },
    { jsonrpc: '2.0', method: 'notify', params: {} },
  ]),
  json(
    'MCP',
    '/mcp',
    {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'get_weather', arguments: { location: "L'Aquila" } },
    },
    { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' },
  ),
  xml(
    'XML-RPC',
    'POST',
    '/RPC2',
    '<?xml version="1.0"?><methodCall><methodName>blog.get</methodName><params><param><value><int>5</int></value></param></params></methodCall>',
  ),
  send(
    'gRPC-web',
    'POST',
    '/shop.Cart/AddItem',
    'application/grpc-web+proto',
    '\x00\x00\x00\x00\x0f\x0a\x05apple\x10\x02\x1a\x04id;1',
    { 'x-grpc-web': '1', 'grpc-timeout': '5S' },
  ),
  send('gRPC-web text', 'POST', '/shop.Cart/Get', 'application/grpc-web-text', 'AAAAAAcKBWFwcGxl', {
    'x-grpc-web': '1',
  }),
  send('gRPC', 'POST', '/grpc.health.v1.Health/Check', 'application/grpc', '\x00\x00\x00\x00\x00', {
    te: 'trailers',
    'user-agent': 'grpc-go/1.65.0',
  }),
  json('Connect', '/acme.v1.Users/Get', { id: '5', readMask: 'name,email' }, { 'connect-protocol-version': '1' }),
  send(
    'protobuf',
    'POST',
    '/v1/traces',
    'application/x-protobuf',
    '\x0a\x9a\x01\x0a\x20\x0a\x1e\x0a\x0cservice.name\x12\x0e\x0a\x0cshop-fronten',
    { 'user-agent': 'OTel-OTLP-Exporter-JavaScript/0.52.1' },
  ),
  json('OTLP as JSON', '/v1/logs', {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
        scopeLogs: [
          { logRecords: [{ severityText: 'ERROR', body: { stringValue: "can't open file: permission denied" } }] },
        ],
      },
    ],
  }),
  send('MessagePack', 'POST', '/m', 'application/msgpack', "\x82\xa4name\xa7O'Brien\xa3age\x05"),
  send('CBOR', 'POST', '/m', 'application/cbor', '\xa2\x64name\x63Bob\x63age\x05'),
  send('SignalR', 'POST', '/hub?id=abc', 'text/plain;charset=UTF-8', '{"protocol":"json","version":1}\x1e'),
  send(
    'socket.io',
    'POST',
    '/socket.io/?EIO=4&transport=polling&t=P1abc&sid=xyz',
    'text/plain;charset=UTF-8',
    '42["message",{"text":"it\'s me","to":5}]',
  ),
  get('WebSocket', '/ws?token=ey.a.b', {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits',
    'sec-websocket-protocol': 'graphql-transport-ws, json',
  }),
  get('events', '/events', { accept: 'text/event-stream', 'last-event-id': "5'a" }),
  send(
    'SPARQL',
    'POST',
    '/sparql',
    'application/sparql-query',
    'PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT ?name WHERE { ?p foaf:name ?name . FILTER(?age > 5) } ORDER BY ?name LIMIT 10',
  ),
  send(
    'line protocol',
    'POST',
    '/write?db=home&precision=s',
    'text/plain; charset=utf-8',
    'weather,location=us-midwest temperature=82,note="it\'s hot" 1465839830\n',
  ),
  send(
    'Prometheus push',
    'POST',
    '/metrics/job/a',
    'text/plain',
    '# TYPE jobs_total counter\njobs_total{label="val1"} 42\n',
  ),
  send(
    'a delta of git',
    'PATCH',
    '/f',
    'text/x-patch',
    '--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n-old line\n+new line; with a mark\n',
  ),
  send('CSV', 'POST', '/import', 'text/csv', 'id,name,note\n1,"O\'Hara, S.","said ""hi"""\n2,Bob,-5\n'),
  send(
    'YAML',
    'PUT',
    '/config',
    'application/yaml',
    "name: app\non:\n  push:\n    branches: [main]\nsteps:\n  - run: npm ci && npm test\n  - name: it's done\n",
  ),
  form('SAML response', '/saml/acs', {
    SAMLResponse: Buffer.from(
      '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_8e8" Version="2.0" Destination="https://www.example/saml/acs"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/meta</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion><saml:AttributeStatement><saml:Attribute Name="name"><saml:AttributeValue>Sean O\'Brien</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>',
    ).toString('base64'),
    RelayState: 'https://www.example/start?x=1',
  }),
  get(
    'SAML request',
    '/sso?SAMLRequest=fZFfa8IwFMXfBb9DyXvaJtZ1BqsURRC2Mabbw95ivc5Am3TJrXPffmmLY3%2FA15Pzuyf33On8XJXBCaxTRmeEhTEJQBdmr%2FRbRt63K3pL5rPhYOpkVdYib%2FCon%2BC9AYfDQRB4WDvRvWWksVoY6ZQTWlbgBBZik9%2FfCR7GorYGTWFK8pu6DknnwKL%2FWEetlxmR8sBHbHJDWZqOKGdsRJM0kfQAjCUJ43KX8s78ctnIz%2Blp5xpYa4dSo1fjOKGM03i8jSeCMzGevHa2%2FBK5MNo1FdgN2JMqPLmHc0b6WTmiVbsGoTf5qv66Zq2t60x0wXZ2RKydiCJXh3CWVV1CWJgqanfl0%2Bin8xutxYOvZL18NKUqPlvZR5el%2BVhYkAgZQdsA6fWVsZXQ63W2itrTQ2cVaKV2CjSSqL1v9P%2FAXv4C&RelayState=token',
  ),
  form('OAuth: token', '/oauth/token', {
    grant_type: 'authorization_code',
    code: 'SplxlOBeZQQYbYS6WxSbIA/=-_',
    redirect_uri: 'http://localhost:8080/callback',
    client_id: 's6BhdRkqt3',
    code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  }),
  form('OAuth: device', '/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS',
    client_id: '1406020730',
  }),
  get(
    'OAuth of a native program',
    '/authorize?response_type=code&client_id=cli&redirect_uri=http%3A%2F%2F127.0.0.1%3A51004%2Fcallback&scope=offline_access%20openid&state=a%3Db',
  ),
  form('OIDC: form_post', '/cb', {
    code: 'abc',
    state: 'eyJhIjoiYiJ9',
    id_token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiI1In0.',
    iss: 'https://id.example/realms/a',
  }),
  get('OIDC: logout', '/logout?id_token_hint=ey.a.b&post_logout_redirect_uri=https%3A%2F%2Fwww.example%2F%3Fbye%3D1'),
  json('WebAuthn', '/webauthn/finish', {
    id: 'AbC-_',
    rawId: 'AbC-_',
    type: 'public-key',
    response: {
      clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0',
      authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4',
      signature: 'MEUCIQ',
    },
  }),
  json(
    'ActivityPub: a note',
    '/inbox',
    {
      '@context': ['https://www.w3.org/ns/activitystreams', { toot: 'http://joinmastodon.org/ns#' }],
      id: 'https://social.example/users/bob/statuses/1/activity',
      type: 'Create',
      actor: 'https://social.example/users/bob',
      object: {
        type: 'Note',
        content:
          '<p>It&#39;s <a href="https://social.example/tags/friday" class="mention hashtag" rel="tag">#<span>friday</span></a> &amp; I\'m off</p>',
        to: ['https://www.w3.org/ns/activitystreams#Public'],
      },
    },
    {
      'content-type': 'application/activity+json',
      signature:
        'keyId="https://social.example/users/bob#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="abc=="',
      digest: 'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
    },
  ),
  get('ActivityPub: webfinger', '/.well-known/webfinger?resource=acct:bob@social.example', {
    accept: 'application/jrd+json',
  }),
  get('ActivityPub: an actor', '/users/bob', {
    accept: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  }),
  send(
    'WebSub',
    'POST',
    '/hub',
    'application/atom+xml',
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Bob\'s notes</title><entry><title>A &lt; B</title><content type="html">&lt;p&gt;It\'s &lt;b&gt;new&lt;/b&gt;&lt;/p&gt;</content></entry></feed>',
  ),
  get('a feed', '/feed/?post_type=product&format=rss2', {
    'user-agent': 'Feedly/1.0 (+http://www.feedly.com/fetcher.html; 5 subscribers; like FeedFetcher-Google)',
  }),
  form('Webmention', '/webmention', {
    source: 'https://bob.example/post?a=1&b=2',
    target: 'https://www.example/article',
  }),
  send(
    'S3: multi-object delete',
    'POST',
    '/bucket?delete',
    'application/xml',
    '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>photos/it\'s &amp; me.jpg</Key></Object><Quiet>true</Quiet></Delete>',
  ),
  get(
    'S3: list',
    '/bucket?list-type=2&prefix=photos%2F2024%2F&delimiter=%2F&encoding-type=url&continuation-token=1ueGcxLPRx1Tr%2FXYExHnhbYLgveDs2J%2Fwm36Hy4vbOwM%3D',
  ),
  send(
    'S3: put',
    'PUT',
    '/bucket/a%20b/photo%2B1.jpg?partNumber=1&uploadId=VXBsb2FkIElE',
    'image/jpeg',
    '\xff\xd8\xff\xe1\x00\x18Exif\x00\x00',
    { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-meta-title': "Bob's photo" },
  ),
  get(
    'GCS: signed',
    '/bucket/o.txt?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a%40b.iam.gserviceaccount.com%2F20240601%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20240601T000000Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=0af1',
  ),
  get(
    'Azure SAS',
    '/c/b.txt?sv=2023-11-03&st=2024-06-01T00%3A00%3A00Z&se=2024-06-02T00%3A00%3A00Z&sr=b&sp=rw&sip=198.51.100.10-198.51.100.20&spr=https&sig=a%2Fb%2Bc%3D',
  ),
]
