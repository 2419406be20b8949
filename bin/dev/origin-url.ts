import { isIP } from 'node:net'
import { CommandError } from '../failure.ts'

/** Whether nobody but this machine can reach a host: 127.0.0.0/8, ::1, localhost. Host as in a URL or bare. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/** @throws CommandError */
export function readListenHost(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (bare === 'localhost') return '127.0.0.1'
  if (isIP(bare)) return bare
  throw new CommandError(`--host must be an IP address or localhost, not "${text}"`)
}

/**
 * The origin's URL: https, or http on a loopback address with `--insecure-origin`. The base path keeps no slash at its end.
 *
 * @throws CommandError
 */
export function readOriginUrl(text: string, insecure: boolean): URL {
  if (!URL.canParse(text)) throw new CommandError(`--origin "${text}" is not a URL: write https://host[:port][/base]`)
  const url = new URL(text)
  if (url.username || url.password) throw new CommandError('--origin must not hold a user name or a password')
  if (text.includes('?') || text.includes('#')) {
    throw new CommandError(`--origin "${text}" must not have a query or a fragment: the visitor's own are sent`)
  }
  if (url.protocol === 'https:') {
    if (insecure) throw new CommandError('--insecure-origin is for an http:// origin; this one is https, leave it out')
    return url
  }
  if (url.protocol !== 'http:') throw new CommandError(`--origin "${text}" must be https://, not ${url.protocol}`)
  if (!isLoopback(url.hostname)) {
    throw new CommandError(
      `--origin "${text}" is plaintext, and ${url.hostname} is not this machine: use https (--insecure-origin is for loopback only)`,
    )
  }
  if (!insecure) {
    throw new CommandError(
      `--origin "${text}" is plaintext: use https, or add --insecure-origin for this loopback address`,
    )
  }
  return url
}
