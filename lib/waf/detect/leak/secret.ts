import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { checksumHolds } from './checksum.ts'

export const secretNeeds: Needs = { all: Fact.letter, any: 0, length: 16 }

interface Kind {
  readonly name: string
  readonly form: RegExp
  /** What a form alone cannot tell. */
  readonly holds?: (match: RegExpExecArray) => boolean
}

const anywhere =
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY|\bA(?:KIA|SIA)[A-Z2-7]{16}\b|\bgh[pousr]_\w{36}|\bgithub_pat_|\bnpm_\w{36}|\bglpat-|\bxox[abeprs]-|\b[rs]k_live_|\bAIza|\bSG\.[\w-]{22}\.|\bsk-(?:ant|proj)-|\bpypi-AgE|AccountKey=|hooks\.slack\.com\/services\/T|\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?):\/\/[^\s:@/"']{1,64}:|\b\d{8,10}:AA[\w-]{33}\b/g

/** Keys and tokens by the form that their issuers give them; with a checksum where they have one. */
const kinds: readonly Kind[] = [
  {
    name: 'private key',
    form: /^-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----(?:\\?[rn]|\s){1,8}[\w+/=:-]{16}/,
  },
  { name: 'AWS access key id', form: /^A(?:KIA|SIA)[A-Z2-7]{16}/, holds: ([text]) => !text.endsWith('EXAMPLE') },
  {
    name: 'GitHub token',
    form: /^gh[pousr]_(\w{30})(\w{6})(?!\w)/,
    holds: ([, body = '', sum = '']) => checksumHolds(body, sum),
  },
  { name: 'GitHub token', form: /^github_pat_[A-Za-z\d]{22}_[A-Za-z\d]{59}/ },
  {
    name: 'npm token',
    form: /^npm_(\w{30})(\w{6})(?!\w)/,
    holds: ([, body = '', sum = '']) => checksumHolds(body, sum),
  },
  { name: 'GitLab token', form: /^glpat-[\w-]{20}/ },
  { name: 'Slack token', form: /^xox[abeprs]-\d{8,14}-[\w-]{16,}/ },
  { name: 'Slack webhook', form: /^hooks\.slack\.com\/services\/T\w{8,12}\/B\w{8,12}\/\w{20,}/ },
  { name: 'Stripe key', form: /^[rs]k_live_\w{24}/ },
  { name: 'SendGrid key', form: /^SG\.[\w-]{22}\.[\w-]{43}/ },
  { name: 'model API key', form: /^sk-(?:ant-api\d\d|proj)-[\w-]{40}/ },
  { name: 'PyPI token', form: /^pypi-AgEIcHlwaS5vcmc[\w-]{50}/ },
  { name: 'Azure storage key', form: /^AccountKey=[\w+/]{86}==/ },
  { name: 'Telegram bot token', form: /^\d{8,10}:AA[\w-]{33}(?![\w-])/ },
  // Pages hold this one on purpose, for maps.
  { name: 'Google API key', form: /^AIza[\w-]{35}(?![\w-])/ },
  {
    name: 'database password',
    form: /^[a-z+]{5,12}:\/\/[^\s:@/"']{1,64}:[^\s@/"']{3,64}@[\w.-]{3,}/,
    holds: ([text]) => !/:(?:pass(?:word)?|secret|\*+|x+|<[^>]*>|\$\{[^}]*\}|%s)@/i.test(text),
  },
]

/** Does this answer hold a key or a token? By the checkable form of each; documentation's examples pass. */
export function secret(value: string): Finding | undefined {
  anywhere.lastIndex = 0
  for (let match = anywhere.exec(value); match; match = anywhere.exec(value)) {
    const text = value.slice(match.index, match.index + 256)
    for (const { name, form, holds } of kinds) {
      const found = form.exec(text)
      if (!found || (holds && !holds(found))) continue
      const confidence = name === 'Google API key' ? 0.5 : 0.9
      return {
        language: 'answer',
        context: name,
        reason: 'a key or token by its form',
        span: [match.index, match.index + found[0].length],
        confidence,
      }
    }
  }
  return undefined
}
