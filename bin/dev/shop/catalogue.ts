/** What the demo shop sells. Prices in cents. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly price: number
  readonly stock: number
  readonly text: string
}

export const products: readonly Product[] = [
  {
    id: 'rim-lock',
    name: 'Rim lock, two throws',
    price: 4900,
    stock: 12,
    text: 'Cast case, brass cylinder. Sits on the inside of the door, where nobody can reach its screws.',
  },
  {
    id: 'portcullis-chain',
    name: 'Portcullis chain, 10 m',
    price: 18900,
    stock: 3,
    text: 'Galvanised, 13 mm. Tested to 4.2 tonnes; most portcullises weigh less.',
  },
  {
    id: 'drawbridge-hinge',
    name: 'Drawbridge hinge, pair',
    price: 7650,
    stock: 8,
    text: 'Forged, with grease nipples. Grease them twice a year, before the sieges begin.',
  },
  {
    id: 'arrow-slit-shutter',
    name: 'Arrow slit shutter',
    price: 3200,
    stock: 25,
    text: 'Oak, with a felt seal. Keeps out the draught, lets out what you mean to let out.',
  },
  {
    id: 'gatehouse-bell',
    name: 'Gatehouse bell',
    price: 12400,
    stock: 5,
    text: 'Bronze, 22 cm, tuned to A. Heard at 300 m against the wind.',
  },
  {
    id: 'murder-hole-grate',
    name: 'Murder hole grate',
    price: 5800,
    stock: 0,
    text: 'For holes up to 40 cm. Back in stock after the harvest.',
  },
]

export const productOf = (id: string): Product | undefined => products.find((product) => product.id === id)

/** Products whose name or text has every word of `query`. */
export function search(query: string): readonly Product[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8)
  if (words.length === 0) return []
  return products.filter(({ name, text }) => words.every((word) => `${name} ${text}`.toLowerCase().includes(word)))
}

export const money = (cents: number): string => `€ ${(cents / 100).toFixed(2)}`
