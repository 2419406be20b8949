import type { IncomingMessage } from 'node:http'
import { readText } from './body.ts'
import { productOf, products } from './catalogue.ts'

/** A JSON answer: status and value. */
export type JsonAnswer = readonly [status: number, value: unknown]

/** The shop's JSON API; `undefined` where it has nothing at that path. */
export async function api(request: IncomingMessage, path: string): Promise<JsonAnswer | undefined> {
  if (path === '/api/products' && request.method === 'GET') return [200, { products }]
  const id = /^\/api\/products\/([a-z-]{1,40})$/.exec(path)?.[1]
  if (id !== undefined && request.method === 'GET') {
    const product = productOf(id)
    return product ? [200, product] : [404, { error: 'no such product' }]
  }
  if (path === '/api/cart' && request.method === 'POST') return addToCart(await readText(request))
  return undefined
}

function addToCart(text: string | undefined): JsonAnswer {
  if (text === undefined) return [413, { error: 'too large' }]
  let order: { product?: unknown; quantity?: unknown }
  try {
    order = JSON.parse(text) as typeof order
  } catch {
    return [400, { error: 'not JSON' }]
  }
  const product = typeof order?.product === 'string' ? productOf(order.product) : undefined
  const quantity = order?.quantity
  if (product === undefined) return [422, { error: 'no such product' }]
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 99) {
    return [422, { error: 'quantity must be 1 to 99' }]
  }
  return [201, { product: product.id, quantity, total: product.price * quantity }]
}
