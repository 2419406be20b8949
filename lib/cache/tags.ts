/** Fields in which an origin tags an answer: Cache-Tag is separated by commas, Surrogate-Key by blanks. Both end at this hop. */
export const tagFields: readonly string[] = ['cache-tag', 'surrogate-key']

/** Tags of one answer, characters of one tag, characters of a field: what is over is not kept. */
export const tagLimits: { readonly tags: number; readonly length: number; readonly field: number } = {
  tags: 128,
  length: 256,
  field: 16_384,
}

interface Fields {
  get(name: string): string | null
}

/**
 * The tags of an answer, each once, in lower case; `undefined` where there are too many or one is too long: such an answer could not be
 * purged by all that it is tagged with, so it is not stored.
 */
export function tagsOf(fields: Fields): readonly string[] | undefined {
  const cacheTag = fields.get('cache-tag')
  const surrogateKey = fields.get('surrogate-key')
  if (cacheTag === null && surrogateKey === null) return none
  if ((cacheTag?.length ?? 0) + (surrogateKey?.length ?? 0) > tagLimits.field) return undefined
  const found = [...(cacheTag?.split(',') ?? []), ...(surrogateKey?.split(/[\s,]+/) ?? [])]
  const tags = new Set(found.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))
  if (tags.size > tagLimits.tags) return undefined
  for (const tag of tags) if (tag.length > tagLimits.length) return undefined
  return [...tags]
}

const none: readonly string[] = []
