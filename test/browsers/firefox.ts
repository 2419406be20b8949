import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Firefox as Debian packages it, without a driver: what it does is seen at the origin. */
export const firefoxPath = '/usr/bin/firefox-esr'

const quiet = [
  ['browser.shell.checkDefaultBrowser', false],
  ['datareporting.policy.dataSubmissionEnabled', false],
  ['app.normandy.enabled', false],
  ['network.captive-portal-service.enabled', false],
  ['network.connectivity-service.enabled', false],
  ['toolkit.telemetry.enabled', false],
] as const

export interface Visit {
  /** Ends the browser that was started, and nothing else. */
  close(): Promise<void>
}

/** Opens a page in a Firefox of its own. @param screenshot where a picture goes; it then ends by itself */
export function openFirefox(
  url: string,
  { scripts = true, screenshot }: { scripts?: boolean; screenshot?: string } = {},
): Visit {
  const profile = mkdtempSync(join(tmpdir(), 'sallyport-firefox-'))
  const settings = [...quiet, ['javascript.enabled', scripts] as const]
  writeFileSync(join(profile, 'user.js'), settings.map(([name, value]) => `user_pref("${name}", ${value});\n`).join(''))
  const shot = screenshot ? ['--screenshot', screenshot] : []
  const child = spawn(firefoxPath, ['--headless', '--no-remote', '--profile', profile, ...shot, url], {
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: 'ignore',
    detached: true, // a group of its own, so that its helpers end with it
  })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  return {
    async close() {
      if (child.exitCode === null && child.pid !== undefined && screenshot === undefined)
        process.kill(-child.pid, 'SIGTERM')
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
