/** What tests use of the runtime's own modules. */
declare module 'cloudflare:workers' {
  export const env: import('./objects.ts').TestEnv
}

declare module 'cloudflare:test' {
  export function runInDurableObject<T>(
    stub: unknown,
    task: (object: unknown, state: { storage: never }) => T,
  ): Promise<T>
  export function runDurableObjectAlarm(stub: unknown): Promise<boolean>
}
