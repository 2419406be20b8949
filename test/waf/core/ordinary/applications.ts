import { ask, form, get, json, type Row, send } from './make.ts'

const query = (title: string, path: string, values: Readonly<Record<string, string>>): Row =>
  get(title, `${path}?${new URLSearchParams(values).toString()}`)
const introspection =
  'query IntrospectionQuery { __schema { queryType { name } mutationType { name } types { kind name fields { name type { name kind } } } } }'

/** What applications and services send in the ordinary course of things, refused by none of them. */
export const applications: readonly Row[] = [
  form('WordPress: login', '/wp-login.php', {
    log: "o'brien",
    pwd: 'k9#Lm&2 x%',
    rememberme: 'forever',
    'wp-submit': 'Log In',
    redirect_to: 'https://www.example/wp-admin/',
    testcookie: '1',
  }),
  form('WordPress: heartbeat', '/wp-admin/admin-ajax.php', {
    action: 'heartbeat',
    _nonce: '5f3a',
    interval: '60',
    has_focus: 'true',
    'data[wp-refresh-post-lock][post_id]': '5',
  }),
  json('WordPress: a post of blocks', '/wp-json/wp/v2/posts/5?_locale=user', {
    title: "Bob's garden",
    content:
      '<!-- wp:paragraph -->\n<p>It&#8217;s <strong>spring</strong>; the "bulbs" are out.</p>\n<!-- /wp:paragraph -->\n<!-- wp:image {"id":5,"sizeSlug":"large"} -->\n<figure class="wp-block-image size-large"><img src="https://www.example/wp-content/uploads/a.jpg" alt=""/></figure>\n<!-- /wp:image -->',
    status: 'draft',
  }),
  get(
    'WordPress: scripts',
    '/wp-admin/load-scripts.php?c=1&load%5Bchunk_0%5D=jquery-core,jquery-migrate,utils&ver=6.6',
  ),
  get('WordPress: REST search', "/wp-json/wp/v2/search?search=it's+spring&_fields=id,title,url&per_page=20&type=post"),
  form('WooCommerce: checkout', '/?wc-ajax=checkout', {
    billing_first_name: 'Siobhán',
    billing_last_name: "O'Shea",
    billing_address_1: "12 St. John's Rd. #4",
    billing_phone: '+353 (0)1 555 0100',
    order_comments: 'Ring twice; the bell sticks -- thanks!',
  }),
  form('Drupal: a node', '/node/add/article', {
    'title[0][value]': "What's new?",
    'body[0][value]': '<p>Two &amp; three</p><ul><li>a</li></ul>',
    'body[0][format]': 'basic_html',
    form_id: 'node_article_form',
    op: 'Save',
  }),
  get(
    'Drupal: views',
    '/views/ajax?view_name=content&view_display_id=page_1&view_args=&view_path=%2Fadmin%2Fcontent&order=title&sort=asc',
  ),
  json('Magento: cart', '/rest/default/V1/guest-carts/abc/items', {
    cartItem: { sku: 'WS12-XS-"Blue"', qty: 1, quote_id: 'abc', product_option: {} },
  }),
  get(
    'Magento: REST criteria',
    '/rest/V1/products?searchCriteria[filter_groups][0][filters][0][field]=name&searchCriteria[filter_groups][0][filters][0][value]=%25bag%25&searchCriteria[filter_groups][0][filters][0][condition_type]=like&searchCriteria[sortOrders][0][direction]=DESC',
  ),
  json('Shopify: Storefront', '/api/2024-07/graphql.json', {
    query:
      'query Cart($id: ID!) { cart(id: $id) { lines(first: 10) { edges { node { id quantity merchandise { ... on ProductVariant { title price { amount } } } } } } } }',
    variables: { id: 'gid://shopify/Cart/Z2NwLWV1?key=abc' },
  }),
  json(
    'Shopify: orders/create',
    '/hooks/shopify',
    {
      id: 5,
      email: 'bob@example.org',
      note: 'gift; no invoice',
      line_items: [
        { title: "Men's shirt – 'Slim'", price: '19.90', properties: [{ name: 'Engraving', value: 'I <3 U' }] },
      ],
    },
    { 'x-shopify-topic': 'orders/create', 'x-shopify-hmac-sha256': 'XWmrwMey6OsLMeiZKwP4FppHH3cmAiiJJAweH5Jo4bM=' },
  ),
  json('Odoo: search_read', '/web/dataset/call_kw/res.partner/web_search_read', {
    jsonrpc: '2.0',
    method: 'call',
    params: {
      model: 'res.partner',
      method: 'web_search_read',
      args: [],
      kwargs: {
        domain: ['&', ['is_company', '=', true], '|', ['name', 'ilike', "o'b"], ['email', '!=', false]],
        order: 'name ASC, id desc',
        limit: 80,
      },
    },
  }),
  json('GitLab: a note', '/api/v4/projects/5/issues/1/notes', {
    body: 'LGTM! :+1:\n\n```suggestion:-0+0\n  const total = items.reduce((sum, { price }) => sum + price, 0)\n```\n\n/assign @bob\n/label ~"needs review"',
  }),
  json(
    'GitHub: push',
    '/hooks/git',
    {
      ref: 'refs/heads/feat/o-brien',
      commits: [
        {
          message: "Fix #5: don't drop the table header; update docs\n\nSigned-off-by: Bob <bob@example.org>",
          added: ['src/../a.ts'.replace('../', '')],
          author: { name: "Sean O'Neil" },
        },
      ],
      compare: 'https://git.example/a/b/compare/abc...def',
    },
    { 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=abc' },
  ),
  query('Confluence: CQL', '/rest/api/search', {
    cql: 'type = page and space in (WEB, DEV) and title ~ "O\'Brien" order by lastmodified desc',
  }),
  json('Grafana: a panel', '/api/ds/query?ds_type=prometheus', {
    queries: [
      {
        refId: 'A',
        expr: 'sum by (code) (rate(http_requests_total{job=~"api|web", code!~"2.."}[5m])) > 0 or vector(0)',
        intervalMs: 15000,
        datasource: { uid: 'P1' },
      },
    ],
    from: '1718000000000',
    to: '1718003600000',
  }),
  query('Loki', '/loki/api/v1/query_range', {
    query:
      '{app="web", env=~"prod|stage"} |= "error" != "timeout" | json | status >= 500 | line_format "{{.method}} {{.path}}"',
    limit: '100',
  }),
  json('Kibana', '/internal/bsearch', {
    batch: [
      {
        request: {
          params: {
            index: 'logs-*',
            body: {
              query: {
                bool: {
                  filter: [
                    {
                      query_string: { query: 'status:[500 TO 599] AND NOT path:"/health" OR message:"can\'t connect"' },
                    },
                  ],
                },
              },
              runtime_mappings: {},
              aggs: { t: { date_histogram: { field: '@timestamp', fixed_interval: '30s' } } },
            },
          },
        },
      },
    ],
  }),
  form('phpMyAdmin: browse', '/phpmyadmin/index.php?route=/sql', {
    db: 'shop',
    table: 'orders',
    pos: '0',
    session_max_rows: '25',
    is_browse_distinct: '0',
    ajax_request: 'true',
  }),
  json('Sentry: store', '/api/5/store/', {
    message: 'x is not a function',
    exception: {
      values: [
        {
          type: 'TypeError',
          value: "Cannot read properties of undefined (reading 'map')",
          stacktrace: {
            frames: [
              {
                filename: 'app:///main.js',
                function: 'HTMLButtonElement.onclick',
                context_line: '  return items.map(i => i.id)',
              },
            ],
          },
        },
      ],
    },
  }),
  send(
    'Sentry: an envelope',
    'POST',
    '/api/5/envelope/?sentry_key=abc&sentry_version=7',
    'text/plain;charset=UTF-8',
    '{"event_id":"9ec7","sent_at":"2024-06-10T10:00:00.000Z","sdk":{"name":"sentry.javascript.react","version":"8.0.0"}}\n{"type":"event"}\n{"exception":{"values":[{"type":"Error","value":"it\'s broken: <div> can\'t be a child of <p>"}]},"breadcrumbs":[{"category":"ui.click","message":"body > div#root > button.btn[type=\\"submit\\"]"},{"category":"console","message":"Warning: each child in a list should have a unique \\"key\\" prop."}]}\n',
  ),
  get(
    'GA4',
    '/g/collect?v=2&tid=G-ABC&gtm=45je4&_p=1718&cid=1.2&ul=de-de&sr=1920x1080&uaa=x86&uafvl=Not%252FA)Brand%3B8.0.0.0%7CChromium%3B126&dl=https%3A%2F%2Fwww.example%2F%3Fq%3Dmen%2527s&dt=Men%27s%20shoes%20%7C%20Shop&en=page_view&ep.x=a%3Bb',
  ),
  json('Segment', '/v1/batch', {
    batch: [
      {
        type: 'track',
        event: 'Product Viewed',
        properties: { name: "Levi's 501", url: 'https://www.example/p?a=b&c=d' },
        context: { userAgent: 'Mozilla/5.0 (X11; Linux)', page: { search: '?q=a%20b' } },
      },
    ],
    writeKey: 'abc',
  }),
  query('Matomo', '/matomo.php', {
    action_name: 'Home > Sale "50%"',
    idsite: '1',
    rec: '1',
    url: 'https://www.example/?a=1&b=2',
    urlref: 'https://search.example/',
    cvar: '{"1":["type","guest"]}',
    uadata: '{"brands":[{"brand":"Chromium","version":"126"}]}',
  }),
  json(
    'Stripe',
    '/hooks/stripe',
    {
      id: 'evt_1',
      object: 'event',
      type: 'invoice.payment_failed',
      data: {
        object: {
          description: 'Subscription; 1 × Pro (at €9.00 / month)',
          customer_name: "D'Arcy & Sons",
          metadata: { order: '#5' },
          hosted_invoice_url: 'https://invoice.example/i/acct_1/live_a?s=ap',
        },
      },
    },
    { 'stripe-signature': 't=1718000000,v1=5257a869e7,v0=6ffbb59b' },
  ),
  form('PayPal: IPN', '/ipn', {
    txn_type: 'web_accept',
    payer_email: 'bob@example.org',
    first_name: 'Zoë',
    last_name: "d'Angelo",
    item_name: 'Mug "World\'s best dad"',
    mc_gross: '19.95',
    payment_date: '20:12:59 Jan 13, 2024 PST',
    charset: 'windows-1252',
    verify_sign: 'AtkOfCXbDm2hu0ZELryHFjY-Vb7PAUvS6nMXgysbElEn9v-1XcmSoGtf',
  }),
  form('Twilio: SMS', '/sms', {
    From: '+15550100',
    To: '+15550101',
    Body: "Yes! I'll be there @ 5 & bring 2 friends <3",
    MessageSid: 'SM5',
  }),
  form('Slack: a command', '/slack', {
    token: 'abc',
    command: '/remind',
    text: 'me to "water the plants" in 5 min; ok?',
    response_url: 'https://hooks.slack.example/commands/1/2/abc',
  }),
  json('Telegram', '/bot', {
    update_id: 5,
    message: {
      text: '/start ref-5',
      from: { first_name: "Ol'ga", username: 'olga' },
      entities: [{ offset: 0, length: 6, type: 'bot_command' }],
    },
  }),
  json(
    'Discord',
    '/interactions',
    { type: 2, data: { name: 'roll', options: [{ name: 'dice', value: '2d6+3; d20' }] } },
    { 'x-signature-ed25519': 'ab', 'x-signature-timestamp': '1718000000' },
  ),
  form('Mailgun', '/inbound', {
    sender: 'bob@example.org',
    from: '"O\'Brien, Bob" <bob@example.org>',
    subject: 'Re: [list] What\'s "new"?',
    'body-plain': 'On Mon, 10 Jun 2024, Ann wrote:\n> Is it 5 or 6?\n\nSix -- I think.\n\n--\nBob; tel. 555-0100\n',
    'stripped-html':
      '<html><body><p>Six &mdash; I think.</p><blockquote type="cite">Is it 5 or 6?</blockquote></body></html>',
  }),
  json('SendGrid events', '/events', [
    {
      email: 'bob@example.org',
      event: 'bounce',
      reason: "550 5.1.1 <bob@example.org>: user unknown; can't deliver",
      'smtp-id': '<14c5d75ce93.dfd.64b469@ismtpd-555>',
    },
  ]),
  json('Alertmanager', '/alerts', {
    status: 'firing',
    alerts: [
      {
        labels: { alertname: 'HighLatency' },
        annotations: { summary: 'p99 > 1s on {{ $labels.instance }}', description: "it's 1.5s (threshold < 1s)" },
        generatorURL: 'http://prom.example:9090/graph?g0.expr=a+%3E+1&g0.tab=1',
      },
    ],
  }),
  json('an app of a phone', '/api/v3/devices', {
    token: 'fMEP0vJqS0:APA91bH',
    model: 'iPhone15,2',
    name: 'Sinéad’s iPhone',
    locale: 'ga_IE',
    tz: 'Europe/Dublin',
    push: { badge: true },
  }),
  json('a sensor', '/v1/devices/5/telemetry', {
    ts: 1718000000,
    values: { temp: 21.5, unit: '°C', status: 'ok;door=open', fw: 'v1.2.3-rc.1+5' },
  }),
  get('map tiles', '/data/v3/14/8529/5974.pbf?key=abc&mtsid=5-6'),
  get(
    'WMS',
    '/wms?SERVICE=WMS&REQUEST=GetMap&LAYERS=a:b,c&CQL_FILTER=name%20LIKE%20%27A%25%27%20AND%20pop%20%3E%205000&BBOX=-180,-90,180,90&SRS=EPSG:4326&FORMAT=image/png',
  ),
  query('Overpass', '/api/interpreter', { data: '[out:json];node["amenity"="cafe"](52.5,13.3,52.6,13.4);out;' }),
  get('a film', '/v/master.m3u8?token=exp=1718000000~acl=/*~hmac=abc', { range: 'bytes=0-' }),
  get('a segment', '/v/seg-5-v1-a1.ts', { range: 'bytes=1048576-2097151', 'accept-encoding': 'identity;q=1, *;q=0' }),
  json('GraphQL: persisted', '/graphql', {
    operationName: 'Feed',
    extensions: {
      persistedQuery: { version: 1, sha256Hash: 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38' },
    },
    variables: { filter: { and: [{ price: { lt: 5 } }, { name: { contains: "o'" } }] } },
  }),
  json('LLM: chat', '/v1/chat/completions', {
    model: 'm',
    messages: [
      { role: 'system', content: 'You are helpful. Answer in Markdown; never use HTML.' },
      {
        role: 'user',
        content:
          'Explain the difference between let and const, with an example like `const a = 1; a = 2` and why it throws.',
      },
    ],
    stream: true,
  }),
  json('LSP over HTTP', '/lsp', {
    jsonrpc: '2.0',
    method: 'textDocument/didChange',
    params: {
      textDocument: { uri: 'file:///workspace/src/a.ts', version: 2 },
      contentChanges: [{ text: 'export const a = (b: number): number => b + 1\n' }],
    },
  }),
  send(
    'Elasticsearch: bulk',
    'POST',
    '/_bulk',
    'application/x-ndjson',
    '{"index":{"_index":"logs"}}\n{"message":"user \'bob\' logged in; ip=192.0.2.1","level":"info"}\n',
  ),
  send(
    'Elasticsearch: msearch',
    'POST',
    '/_msearch',
    'application/x-ndjson',
    '{"index":"a"}\n{"query":{"match":{"t":"select \'best of\' 2024"}},"script_fields":{}}\n',
  ),
  query('Solr', '/solr/a/select', {
    q: '{!edismax qf="title^2 text"}o\'brien',
    fq: 'price:[5 TO 10] AND -status:(old OR gone)',
    sort: 'score desc, id asc',
    'facet.field': 'brand',
    wt: 'json',
  }),
  query('CouchDB', '/db/_design/a/_view/b', {
    startkey: '["o\'brien",{}]',
    endkey: '["a"]',
    descending: 'true',
    include_docs: 'true',
  }),
  query('PostgREST', '/people', {
    select: 'id,name,orders(total)',
    age: 'gte.18',
    or: "(age.lt.18,name.ilike.*o'b*)",
    order: 'age.desc.nullslast,name',
  }),
  json('Parse', '/parse/classes/A', { where: { score: { $gte: 1000, $lte: 3000 } }, _method: 'GET' }),
  query('SharePoint', "/_api/web/lists/getbytitle('Documents')/items", {
    $select: 'Title,Author/Name',
    $expand: 'Author',
    $filter: "startswith(Title,'A') and Modified gt datetime'2024-01-01T00:00:00'",
  }),
  json('FHIR', '/fhir/Patient', {
    resourceType: 'Patient',
    name: [{ family: "O'Connell", given: ['Máire'] }],
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Máire O\'Connell</p></div>' },
  }),
  ask('a preflight', 'OPTIONS', '/api/v1/items', {
    origin: 'http://localhost:5173',
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,content-type,x-csrf-token',
  }),
]

/** Ordinary and refused all the same: a search language that is SQL's but for its name, and what rule 518210 is excluded for. */
export const refused: readonly Row[] = [
  query('Jira: JQL', '/rest/api/3/search', {
    jql: 'project = WEB AND status in ("To Do", "In Progress") AND (assignee = currentUser() OR reporter in membersOf("web")) ORDER BY priority DESC, updated ASC',
    fields: 'summary,status',
  }),
  json('GraphiQL: introspection', '/graphql', { operationName: 'IntrospectionQuery', query: introspection }),
]
