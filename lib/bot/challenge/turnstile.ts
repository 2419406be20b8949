import { SallyportError } from '../../core/errors.ts'
import { type Fetch, fetchForm } from '../stores/bounded-fetch.ts'
import type { ChallengeProvider } from './provider.ts'
import { turnstileOrigin as origin, turnstileScript as script } from './turnstile-script.ts'

export interface TurnstileOptions<Env> {
  readonly siteKey: string
  /** Selects the secret from the bindings. */
  readonly secret: (env: Env) => string | undefined
  /** @default the platform’s own */
  readonly fetch?: Fetch
}

/**
 * Cloudflare Turnstile as the provider: it then learns who visits, and the page loads its script. The secret is asked for when an answer is checked.
 *
 * @throws ERR_OPTION for a site key that is none
 */
export function turnstile<Env>({ siteKey, secret, fetch }: TurnstileOptions<Env>): ChallengeProvider {
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(siteKey))
    throw new SallyportError('ERR_OPTION', 'turnstile: siteKey is not a site key')
  return {
    name: 'turnstile',
    script,
    sources: { script: origin, frame: origin, connect: origin },
    async exercise() {
      return {
        data: {},
        markup: `<div class="cf-turnstile" data-sitekey="${siteKey}" data-callback="sallyportSolved"></div>\n`,
      }
    },
    async check({ env, client }, fields) {
      const key = secret(env as Env)
      if (!key) throw new SallyportError('ERR_BINDING', 'turnstile: the secret is not bound')
      const form = new URLSearchParams({ secret: key, response: (fields.get('token') ?? '').slice(0, 2048) })
      if (client.address) form.set('remoteip', client.address.text)
      const text = await fetchForm(fetch, `${origin}/turnstile/v0/siteverify`, form)
      return succeeded(text)
        ? { outcome: 'passed' }
        : { outcome: 'failed', reason: 'Turnstile did not accept the answer' }
    },
  }
}

function succeeded(text: string | undefined): boolean {
  try {
    return text !== undefined && (JSON.parse(text) as { success?: unknown }).success === true
  } catch {
    return false
  }
}
