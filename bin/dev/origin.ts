import { join } from 'node:path'
import { developmentCertificates } from './certificates.ts'
import { readCredentials } from './credentials.ts'
import type { OriginCredentials } from './miniflare.ts'
import type { DevOptions } from './options.ts'

/** Where requests go, and what it takes to get in. */
export interface Origin {
  readonly url: URL
  readonly credentials: OriginCredentials
  readonly isShop: boolean
  readonly stop: () => Promise<void>
}

/** The origin of `--origin`, or the demo shop, started. */
export async function originOf(options: DevOptions, directory: string): Promise<Origin> {
  const now = Date.now()
  if (options.origin !== undefined) {
    const credentials = await readCredentials(options, now)
    return { url: options.origin, credentials, isShop: false, stop: async () => undefined }
  }
  const { ca, server, client } = await developmentCertificates(join(directory, '.sallyport', 'tls'), now)
  const { startShop } = await import('./shop/server.ts')
  const shop = await startShop({ ...server, clientCa: ca.certificate })
  return {
    url: new URL(shop.url),
    credentials: { ca: ca.certificate, client },
    isShop: true,
    stop: shop.stop,
  }
}
