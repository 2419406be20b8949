import type { Disruptive, OperatorUse, Phase, Rule, Selector, Target } from '../ir/rule.ts'
import type { Actions } from './actions.ts'
import type { Place } from './diagnostics.ts'

/** A rule while the files are still being read: later directives may change it or take it away. */
export interface Draft {
  readonly place: Place
  readonly marker?: string
  targets: readonly Target[]
  excluded: readonly Target[]
  readonly operator?: OperatorUse
  /** With the defaults of its phase in it. */
  readonly actions: Actions
  readonly phase: Phase
  chain?: Draft
}

export const noActions = (): Actions => ({ transformations: [], tags: [], actions: [] })

/** What a rule is when all files are read. */
export function settle(draft: Draft): Rule {
  const { actions, operator, phase, chain, marker } = draft
  const { message, logData, severity, version, revision, maturity, accuracy, skip, skipAfter } = actions
  return {
    id: actions.id ?? 0,
    phase,
    ...(marker !== undefined && { marker }),
    targets: draft.targets.map((target) => withExclusions(target, draft.excluded)),
    ...(operator && { operator }),
    transformations: resolved(actions.transformations),
    ...(actions.multiMatch && { multiMatch: true as const }),
    ...(actions.capture && { capture: true as const }),
    ...(message !== undefined && { message }),
    ...(logData !== undefined && { logData }),
    tags: actions.tags,
    ...(severity !== undefined && { severity }),
    ...(version !== undefined && { version }),
    ...(revision !== undefined && { revision }),
    ...(maturity !== undefined && { maturity }),
    ...(accuracy !== undefined && { accuracy }),
    log: actions.log ?? true,
    auditLog: actions.auditLog ?? true,
    disruptive: actions.disruptive ?? { kind: 'pass' },
    status: actions.status ?? 403,
    actions: actions.actions,
    ...(skip !== undefined && { skip }),
    ...(skipAfter !== undefined && { skipAfter }),
    ...(chain && { chain: settle(chain) }),
    at: [fileName(draft.place.file), draft.place.line],
  }
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `none` forgets what was before it. */
const resolved = (names: readonly string[]): readonly string[] => names.slice(names.lastIndexOf('none') + 1)

function withExclusions(target: Target, excluded: readonly Target[]): Target {
  const except: Selector[] = []
  for (const other of excluded) if (other.name === target.name && other.selector) except.push(other.selector)
  return except.length === 0 ? target : { ...target, except: [...(target.except ?? []), ...except] }
}

/** Adds what a further list of targets says: `!X` takes X away, anything else is looked at too. */
export function addTargets(draft: Draft, targets: readonly Target[], excluded: readonly Target[]): void {
  draft.excluded = [...draft.excluded, ...excluded]
  const gone = (target: Target) =>
    excluded.some((other) => other.name === target.name && (!other.selector || sameSelector(other, target)))
  draft.targets = [...draft.targets.filter((target) => !gone(target)), ...targets]
}

const sameSelector = (a: Target, b: Target): boolean => JSON.stringify(a.selector) === JSON.stringify(b.selector)

/** The defaults of a phase under what the rule says itself. `block` becomes the default's own disruptive action. */
export function withDefaults(own: Actions, defaults: Actions): Actions {
  const disruptive: Disruptive | undefined =
    own.disruptive === undefined || own.disruptive.kind === 'block' ? defaults.disruptive : own.disruptive
  const log = own.log ?? defaults.log
  const auditLog = own.auditLog ?? defaults.auditLog
  const status = own.status ?? defaults.status
  const severity = own.severity ?? defaults.severity
  return {
    ...own,
    transformations: [...defaults.transformations, ...own.transformations],
    tags: [...defaults.tags, ...own.tags],
    ...(disruptive && { disruptive }),
    ...(log !== undefined && { log }),
    ...(auditLog !== undefined && { auditLog }),
    ...(status !== undefined && { status }),
    ...(severity !== undefined && { severity }),
  }
}

/** What SecRuleUpdateActionById changes: everything but id and phase. */
export function updateActions(draft: Draft, changes: Actions): void {
  const into = draft.actions
  const { transformations, tags, actions, id: _id, phase: _phase, chain: _chain, ...rest } = changes
  Object.assign(into, rest)
  if (transformations.length > 0) into.transformations = [...into.transformations, ...transformations]
  if (tags.length > 0) into.tags = [...into.tags, ...tags]
  if (actions.length > 0) into.actions = [...into.actions, ...actions]
}
