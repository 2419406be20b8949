import { IttyRouter } from 'itty-router'
import { platformWhen } from 'sallyport'
import { type Door, door } from 'sallyport/door'
import { gate } from 'sallyport/gate'
import { itty } from 'sallyport/itty'
import { origin, withoutCertificate } from 'sallyport/origin'
import { consoleLines, telemetry } from 'sallyport/telemetry'
import type { Env } from './edge.ts'

const files = origin<Env>({
  url: (env) => env.ORIGIN_URL,
  tls: { certificate: (env) => (env.ORIGIN_CERTIFICATE === 'none' ? withoutCertificate : env.ORIGIN) },
})

// Static files only: they are read, and nothing else; every other path and method is a 404 of the door's.
const router = IttyRouter()
router.get('/assets/*', itty(gate(), files))
router.head('/assets/*', itty(gate(), files))

const worker: Door<Env> = door(router, {
  client: platformWhen((env: Env) => env.CLIENT !== 'unknown'),
  observe: telemetry(consoleLines()),
})
export default worker
