import { expect, test } from 'vitest'
import { graphql, graphqlLimits, graphqlNeeds } from '../../../lib/waf/detect/graphql/index.ts'
import { mostTokens } from '../../../lib/waf/detect/graphql/shape.ts'
import { detectorTable } from './detector-table.ts'

const nested = (depth: number): string => `{ ${'a { '.repeat(depth)}b ${'} '.repeat(depth)}}`
const aliased = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, at) => `a${at}: user(id: ${at}) { name }`).join(' ')} }`

detectorTable('graphql', [19, 24], {
  detector: graphql,
  needs: graphqlNeeds,
  attacks: [
    '{__schema{types{name}}}',
    'query IntrospectionQuery { __schema { queryType { name } } }',
    '{ __type(name: "User") { fields { name } } }',
    '{"query":"{__schema{types{name}}}"}',
    '{"query": "IntrospectionQuery{__schema {queryType { name }}"}',
    '{"operationName":"Q","query":"query Q {\\n  __schema {\\n    types { name }\\n  }\\n}"}',
    '[{"query":"{__schema{types{name}}}"}]',
    'query { __schema # hidden\n { types { name } } }',
    'query { a: __schema { types { name } } }',
    'query{\t__schema,{types{name}}}',
    nested(40),
    `{"query":"${nested(40)}"}`,
    aliased(200),
    `query { a ${'@include(if: true) '.repeat(100)} }`,
    `[${Array.from({ length: 40 }, () => '{"query":"{a}"}').join(',')}]`,
    'fragment A on B { ...A } query { ...A }',
    'fragment A on X { ...B } fragment B on X { ...A } { ...A }',
    `{ ${'a '.repeat(3000)} }`,
    `{ ${'a '.repeat(150_000)} }`,
  ],
  benign: [
    '{ user { name } }',
    'query Q($id: ID!) { user(id: $id) { name email } }',
    'mutation M($input: PostInput!) { createPost(input: $input) { id title } }',
    'subscription { messages { text } }',
    'fragment F on User { name } query { me { ...F } }',
    'query { a: user(id: 1) { name } b: user(id: 2) { name } }',
    '{ search(text: "a { b { c") { id } }',
    '{ __typename user { __typename id } }',
    '{"query":"query Q($id: ID!) { user(id: $id) { name } }","variables":{"id":"1"}}',
    '[{"query":"{a}"},{"query":"{b}"}]',
    nested(8),
    aliased(10),
    '{"a":{"b":{"c":{"d":1}}}}',
    'body { color: red }',
    'function f() { return { a: 1 } }',
    'struct A { int x; }',
    'What does __schema { } do?',
    'query the database',
    '{name}',
    '{{ name }}',
    '{ "query": "cats and dogs" }',
    '{"query":"what is __schema"}',
    'query { user @include(if: $x) { name @skip(if: $y) } }',
    'fragment A on X { ...B } fragment B on X { id } { ...A ...B }',
  ],
})

test('limits are where they say', () => {
  expect(graphql(aliased(graphqlLimits.aliases))?.confidence ?? 0).toBeLessThan(0.8)
  expect(graphql(aliased(graphqlLimits.aliases + 1))?.confidence).toBe(0.85)
  expect(graphql(nested(graphqlLimits.depth - 1))?.confidence ?? 0).toBeLessThan(0.8)
  expect(graphql(nested(graphqlLimits.depth))?.confidence).toBe(0.85)
  expect(graphql(`{ ${'a '.repeat(mostTokens)} }`)?.confidence ?? 0).toBeGreaterThanOrEqual(0.8)
})
