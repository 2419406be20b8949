import type { InspectedRequest, Pair } from '../../../lib/waf/message.ts'

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'okhttp/4.12.0',
  'PostmanRuntime/7.39.0',
  'curl/8.5.0',
  'python-requests/2.32.3',
  'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240105.004)',
  "Bob's Reader/1.0 (it's me; contact: bob@example.org)",
]
const head = (more: Readonly<Record<string, string>>, agent = agents[0] as string): readonly Pair[] =>
  Object.entries({
    host: 'app.example',
    'user-agent': agent,
    accept: 'application/json, text/plain, */*',
    'accept-language': 'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7',
    'sec-ch-ua': '"Not)A;Brand";v="99", "Google Chrome";v="128", "Chromium";v="128"',
    'sec-ch-ua-platform': '"macOS"',
    ...more,
  }).map(([name, value]) => ({ name, value: bytes(value) }))

type Row = readonly [title: string, request: InspectedRequest]
const get = (title: string, target: string, more: Readonly<Record<string, string>> = {}, agent?: string): Row => [
  title,
  { method: 'GET', target: bytes(target), protocol: 'HTTP/1.1', headers: head(more, agent) },
]
const send = (
  title: string,
  method: string,
  target: string,
  type: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Row => [
  title,
  { method, target, protocol: 'HTTP/1.1', headers: head({ 'content-type': type, ...more }), body: bytes(body) },
]
const json = (title: string, target: string, value: unknown, method = 'POST'): Row =>
  send(title, method, target, 'application/json', JSON.stringify(value))

/** Whole requests as applications of many kinds send them. */
export const requests: readonly Row[] = [
  ...agents.map((agent) => get(`agent ${agent.slice(0, 20)}`, '/', {}, agent)),
  get('analytics cookies', '/', {
    cookie:
      '_ga=GA1.1.1234567890.1718000000; _ga_ABC123=GS1.1.1718000000.1.1.1718000100.60.0.0; _fbp=fb.1.1718000000000.987654321; _gcl_au=1.1.123.456; OptanonConsent=isGpcEnabled=0&datestamp=Mon+Jun+10+2024+10%3A00%3A00+GMT%2B0200&version=202401.1.0&groups=C0001%3A1%2CC0002%3A0; _hjSessionUser_1=eyJpZCI6IjEyMyIsImNyZWF0ZWQiOjE3MTh9',
  }),
  get('a cookie of JSON', '/', {
    cookie: 'prefs={"theme":"dark","lang":"de","seen":[1,2,3]}; cart=%7B%22id%22%3A5%2C%22items%22%3A%5B%5D%7D',
  }),
  get('a Laravel session', '/', {
    cookie:
      'XSRF-TOKEN=eyJpdiI6IjhKd0ZJZz09IiwidmFsdWUiOiJLOXh3PT0iLCJtYWMiOiJhYmMifQ%3D%3D; laravel_session=eyJpdiI6IlNvbWVUaGluZyIsInZhbHVlIjoiT3RoZXIifQ%3D%3D',
  }),
  get('tracing', '/api', {
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: 'dd=s:2;o:rum;t.dm:-4,congo=t61rcWkgMzE',
    baggage: 'sentry-trace_id=abc,sentry-environment=prod,userId=O%27Brien',
    b3: '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90',
  }),
  get('a bearer token', '/me', {
    authorization:
      'Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwic3ViIjoiYXV0aDB8NWYifQ.c2lnbmF0dXJlLS0tLS0',
  }),
  get('basic credentials', '/me', {
    authorization: `Basic ${Buffer.from("bob:it's my p@ss;word").toString('base64')}`,
  }),
  get('SigV4', '/bucket/key', {
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240610/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024',
  }),
  get(
    'a signed link',
    '/f.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240610%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20240610T100000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=ab12',
  ),
  get(
    'an OAuth redirect',
    '/oauth/authorize?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1%26y%3D2&scope=openid%20profile%20email&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256',
  ),
  get(
    'UTM parameters',
    '/?utm_source=news&utm_medium=e-mail&utm_campaign=50%25%20off%20%26%20more&gclid=Cj0KCQjw-abc_DEF&fbclid=IwAR0x_y-z',
  ),
  get('facets', '/s?q=men%27s+shoes&f[]=color:red&f[]=size:42&price=10..50&sort=-price,name&page=2'),
  get(
    'OData',
    '/odata/Products?$filter=Price%20gt%205%20and%20contains(Name,%27O%27%27Brien%27)&$orderby=Name%20desc&$top=10&$select=Id,Name',
  ),
  get('a date range', '/r?from=2024-06-01T00:00:00%2B02:00&to=2024-06-30T23:59:59Z&tz=Europe/Berlin'),
  get('a map', '/tiles/12/2200/1343.png?bbox=13.08,52.33,13.76,52.67&srs=EPSG:4326&style='),
  get('npm', '/@scope%2fpackage/-/package-1.0.0.tgz'),
  get('a wiki', '/wiki/C%2B%2B_(programming_language)'),
  get('an image service', '/img/w_400,h_300,c_fill,q_auto/v1/a%20b/c.jpg'),
  get('a GraphQL query', '/graphql?query=%7Buser(id%3A5)%7Bname%20email%7D%7D&variables=%7B%22a%22%3A1%7D'),
  get('range', '/video.mp4', { range: 'bytes=0-1023, 2048-', 'if-range': '"5e8f-abc"' }),
  get('validators', '/a.js', {
    'if-none-match': 'W/"5e8f-abc", "x;y"',
    'if-modified-since': 'Mon, 10 Jun 2024 10:00:00 GMT',
  }),
  get('a referer with a query', '/', { referer: "https://search.example/?q=o'brien+%26+sons&x=a%20or%20b" }),
  get('a forwarded chain', '/', {
    forwarded: 'for=192.0.2.43;proto=https;by=203.0.113.60, for="[2001:db8::1]:4711"',
    via: '1.1 vegur, 1.1 varnish (Varnish/6.0)',
  }),
  get('client hints', '/', {
    'sec-ch-ua-full-version-list': '"Not)A;Brand";v="99.0.0.0", "Chromium";v="128.0.1.2"',
    dpr: '2',
    'viewport-width': '1200',
  }),
  json('a comment', '/c', { text: "I don't think it's `null` -- or is it?; see a/b & c", tags: ['a', "b's"] }),
  json('GraphQL', '/graphql', {
    operationName: 'GetUser',
    query:
      'query GetUser($id: ID!, $n: Int = 5) { user(id: $id) { ...F posts(first: $n) { edges { node { id title } } } } }\nfragment F on User { id name __typename }',
    variables: { id: '5', n: 10 },
  }),
  json('GraphQL mutation', '/graphql', {
    query: 'mutation($t: String!) { add(text: $t) { id } }',
    variables: { t: 'It\'s <b>great</b> & "fine"' },
  }),
  json('an address', '/a', {
    name: "Seán O'Connor",
    street: "Rue de l'Église 5; bât. B",
    city: "L'Aquila",
    zip: '67100',
    phone: '+39 (0)862 123-456',
  }),
  json('rich text', '/docs', {
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', marks: [{ type: 'bold' }], text: 'Hello "world" & co.' }] },
    ],
  }),
  json('a delta', '/delta', {
    ops: [{ insert: 'Title\n' }, { attributes: { header: 1 }, insert: '\n' }, { delete: 5 }, { retain: 3 }],
  }),
  json('a search body', '/_search', {
    query: {
      bool: { must: [{ match: { title: 'union select' } }], filter: [{ range: { price: { gte: 5, lt: 10 } } }] },
    },
    sort: [{ date: 'desc' }],
    size: 10,
  }),
  json('a webhook', '/hook', {
    action: 'opened',
    issue: {
      title: "Can't login: TypeError: x is not a function",
      url: 'https://git.example/a/b/issues/5',
      body: 'Steps:\n1. open /login\n2. type `bob`\n3. see error',
    },
  }),
  json('telemetry', '/t', {
    events: [{ t: 'click', sel: 'div.main > ul li:nth-child(2) a[href="/x"]', x: 5, ts: 1718000000 }],
  }),
  json('an error report', '/e', {
    message: "Uncaught TypeError: Cannot read properties of undefined (reading 'x')",
    stack: 'TypeError: x\n    at f (https://app.example/main.js:1:234)\n    at https://app.example/main.js:5:6',
  }),
  send(
    'CSP report',
    'POST',
    '/csp',
    'application/csp-report',
    JSON.stringify({
      'csp-report': {
        'document-uri': 'https://app.example/',
        'violated-directive': "script-src 'self'",
        'original-policy': "default-src 'self'; script-src 'self' 'unsafe-inline' https://cdn.example; report-uri /csp",
        'blocked-uri': 'inline',
      },
    }),
  ),
  send(
    'JSON Patch',
    'PATCH',
    '/u/5',
    'application/json-patch+json',
    JSON.stringify([
      { op: 'replace', path: '/name/0', value: "O'Neil" },
      { op: 'remove', path: '/a~1b' },
    ]),
  ),
  send('merge patch', 'PATCH', '/u/5', 'application/merge-patch+json', '{"a":null,"b":{"c":1}}'),
  send(
    'NDJSON',
    'POST',
    '/bulk',
    'application/x-ndjson',
    '{"index":{"_id":"1"}}\n{"title":"It\'s one"}\n{"index":{"_id":"2"}}\n{"title":"two & three"}\n',
  ),
  send(
    'a form',
    'POST',
    '/f',
    'application/x-www-form-urlencoded',
    'name=O%27Brien+%26+Sons&msg=Hi%2C+it%27s+me%3B+call+at+5%21&agree=on&csrf=8f-_a%3D%3D',
  ),
  send(
    'an upload',
    'POST',
    '/up',
    'multipart/form-data; boundary=----WebKitFormBoundaryABC',
    '------WebKitFormBoundaryABC\r\nContent-Disposition: form-data; name="title"\r\n\r\nIt\'s "mine" & yours\r\n------WebKitFormBoundaryABC\r\nContent-Disposition: form-data; name="file"; filename="photo (1) - Bob\'s.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0JFIF\r\n------WebKitFormBoundaryABC--\r\n',
  ),
  send(
    'PUT a document',
    'PUT',
    '/files/a.md',
    'text/markdown',
    "# Title\n\nIt's *fine* & `code`; see [link](https://a.example/?b=c&d).\n\n- one\n- two\n",
  ),
  send(
    'SOAP',
    'POST',
    '/soap',
    'text/xml; charset=utf-8',
    '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><m:Get xmlns:m="http://shop.example/"><m:Name>O\'Brien &amp; Sons</m:Name></m:Get></soap:Body></soap:Envelope>',
  ),
  send('DELETE with a body', 'DELETE', '/u/5', 'application/json', '{"reason":"they\'ve left"}'),
  send('OPTIONS', 'OPTIONS', '/api', 'text/plain', '', {
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type,x-a',
  }),
  send(
    'a beacon',
    'POST',
    '/b',
    'text/plain;charset=UTF-8',
    'v=2&tid=G-ABC&dl=https%3A%2F%2Fa.example%2F%3Fx%3D1&dt=It%27s%20a%20page',
  ),
]
