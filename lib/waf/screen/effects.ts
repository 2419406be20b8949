import { byteBit, maskOf } from '../../regex/byte-classes.ts'
import { effects } from '../transformations/effects.ts'

/** What a transformation may do, in byte classes. */
export interface MaskEffect {
  /** It changes nothing that a caseless look could see unless one of these classes is there. -1: it may always. */
  readonly needs: number
  readonly adds: number
  /** Classes that are gone afterwards. */
  readonly removes: number
  /** It may fold case although none of `needs` is there. */
  readonly folds: boolean
  /** Its result depends on nothing but the value with its case folded. */
  readonly caseless: boolean
}

const upper = /[A-Z]/g

/** These look at case, or at everything. All others treat letters of either case alike. */
const caseful = new Set([
  'base64decode',
  'base64decodeext',
  'base64encode',
  'hexencode',
  'length',
  'md5',
  'sha1',
  'urlencode',
  'parityeven7bit',
  'parityodd7bit',
  'parityzero7bit',
  'uppercase',
])

/** A backslash, an escape or an entity may hide letters whose case then counts: `\XBC` is no escape, `\xbc` is. */
export const hidesCase: number = maskOf('\\%&')

/** Worked out once for each transformation: thousands of rules name a dozen of them. */
const known: Map<string, MaskEffect> = new Map()

/** @param name in lower case */
export function effectOf(name: string): MaskEffect {
  let effect = known.get(name)
  if (!effect) {
    effect = workedOut(name)
    known.set(name, effect)
  }
  return effect
}

function workedOut(name: string): MaskEffect {
  const effect = effects[name]
  if (!effect) return { needs: -1, adds: -1, removes: 0, folds: true, caseless: false }
  const { needs, adds, removes } = effect
  // Upper case alone is not seen: literals and classes are looked for without case.
  const folds = needs !== 'any' && (name === 'lowercase' || name === 'cmdline')
  const visible = needs === 'any' ? -1 : maskOf(folds ? needs.replace(upper, '') : needs)
  return {
    needs: visible,
    adds: adds === 'any' ? -1 : maskOf(adds),
    removes: removes === undefined || adds === 'any' ? 0 : wholeClasses(removes, adds),
    folds,
    caseless: !caseful.has(name),
  }
}

/** Classes of which no byte can be left. */
function wholeClasses(removes: string, adds: string): number {
  let left = 0
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(byte)
    if (!removes.includes(char) || adds.includes(char)) left |= byteBit[byte] as number
  }
  return ~left
}
