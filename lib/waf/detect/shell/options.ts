import { codeAt } from '../../../text/code-at.ts'
import type { Finding } from '../finding.ts'

/**
 * Options by which a program that is handed a value runs another, or writes where it is told. Manuals of ssh, git, curl, wget, tar, rsync,
 * zip, find, man, sendmail, ffmpeg and Chromium.
 */
const options: readonly RegExp[] = [
  /^-o\s{0,4}(?:proxycommand|localcommand|permitlocalcommand|knownhostscommand|match)\b/i,
  /^--(?:upload-pack|receive-pack|exec|open-files-in-pager|ext-diff|use-compress-program|to-command|checkpoint-action|info-script|new-volume-script|rsh|rsh-command|rsync-path|use-askpass|proxy-command|unzip-command|pager|renderer-cmd-prefix|gpu-launcher|utility-cmd-prefix|browser-subprocess-path)[=\s]\s{0,4}\S/i,
  /^--(?:output|output-document|post-file|body-file|upload-file|input-file|config|config-file|load-extension|init-file|init-command|rcfile)[=\s]\s{0,4}['"]?(?:\/|\.\.|~|[a-z]:[\\/]|https?:)/i,
  /^-c\s{0,4}(?:core\.(?:sshcommand|gitproxy|editor|pager|fsmonitor)|protocol\.ext\.allow|http\.proxy|alias\.\w+)\s{0,4}=/i,
  /^-(?:exec|execdir|ok|okdir)\s{1,4}\S/i,
  /^ext::\s{0,4}[^\s:]{1,64}\s{1,4}[-%]/i,
]

/** A value that is an option where an argument was meant: `-oProxyCommand=id`, `--upload-pack=id`. */
export function option(value: string): Finding | undefined {
  const first = codeAt(value, 0)
  if (first !== 45 && first !== 101) return undefined
  const text = value.slice(0, 128)
  if (!options.some((one) => one.test(text))) return undefined
  return {
    language: 'shell',
    context: 'option',
    reason: 'an option that runs or writes',
    span: [0, value.length],
    confidence: 0.85,
  }
}
