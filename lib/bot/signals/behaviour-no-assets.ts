import type { Signal } from '../signal.ts'

/**
 * Eight pages, and no style sheet, script or picture of them, by what claims to be a browser that shows pictures. What a browser keeps in its
 * cache it has asked for once.
 */
export const behaviourNoAssets: Signal = {
  id: 'behaviour/no-assets',
  prior: -1.5,
  evaluate: ({ agent, sighting: { summary } }) =>
    summary !== undefined && agent.family !== 'light' && summary.pages >= 8 && summary.assets === 0
      ? { detail: 'pages only, and nothing that belongs to them' }
      : undefined,
}
