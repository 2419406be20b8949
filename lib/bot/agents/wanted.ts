import type { AgentCategory } from '../../core/verdicts.ts'

/**
 * What most sites want: to be found, read in feeds, watched, linked to with a preview, and fetched for a person who asks an assistant now. Whether training
 * is wanted is for each site to say.
 */
export const usuallyWanted: readonly AgentCategory[] = [
  'search',
  'feed',
  'monitoring',
  'preview',
  'ai-assistant',
  'archive',
]
