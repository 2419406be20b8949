import { toBase64 } from '../../http/base64.ts'
import { escapeHtml } from '../../privacy/escape-html.ts'
import type { Replay } from './replay.ts'
import { languages, type Texts } from './texts.ts'

/** All that a page shows and its script is told. Text of a request is in `to` and `replay` only, and is escaped. */
export interface Page {
  readonly language: string
  readonly id: string
  /** What spoke against the request: ours, in English. */
  readonly reasons: readonly string[]
  readonly appealUrl: string | undefined
  /** Where it goes on: a path of this host. */
  readonly to: string
  readonly replay: Replay | undefined
  /** Something was sent that cannot be sent again from here. */
  readonly lost: boolean
  /** Address of the way without scripts. */
  readonly wait: string
  readonly waitSeconds: number
  /** Attributes for the provider’s script, and markup of its own. */
  readonly data: Readonly<Record<string, string>>
  readonly markup: string
  readonly scripts: readonly string[]
}

export const pageStyle: string = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { box-sizing: border-box; width: min(36rem, 100%); padding: 2rem 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 1rem; }
progress { width: 100%; height: .75rem; accent-color: #2563eb; }
[role=status] { min-height: 1.5em; }
details, .appeal { margin-top: 1rem; }
summary { cursor: pointer; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 3px; }
button { font: inherit; padding: .5rem 1.25rem; }
iframe { border: 0; width: 100%; height: 4rem; }
code { overflow-wrap: anywhere; }
small { display: block; margin-top: 1.5rem; opacity: .8; }
`

const attributes = (data: Readonly<Record<string, string>>): string =>
  Object.entries(data)
    .map(
      ([name, value]) =>
        ` data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${escapeHtml(value)}"`,
    )
    .join('')

/** The interstitial: works with a keyboard, a screen reader, without colour, and, more slowly, without scripts. */
export function challengePage(page: Page): string {
  const texts = languages[page.language] as Texts
  const { working, waiting, done, failed, cookies } = texts
  const { to, wait, waitSeconds, replay, lost } = page
  const data = attributes({
    ...page.data,
    to,
    wait,
    waitSeconds: `${waitSeconds}`,
    ...(lost && { resend: texts.resend }),
    working,
    waiting,
    done,
    failed,
    cookies,
  })
  // A page is loaded again by the browser itself; a form waits in a frame of its own, so that what was typed stays.
  const refresh =
    replay || lost
      ? ''
      : `<noscript><meta http-equiv="refresh" content="${waitSeconds + 1}; url=${escapeHtml(wait)}"></noscript>`
  const scripts = page.scripts.map((script) => `<script>${script}</script>`).join('\n')
  return `<!doctype html>
<html lang="${page.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${texts.title}</title>
${refresh}<style>${pageStyle}</style></head>
<body><main id="challenge"${data}>
<h1>${texts.title}</h1>
<p>${texts.lead}</p>
${page.markup}<p id="status" role="status"></p>
<progress id="meter" max="1" value="0" aria-labelledby="status" hidden></progress>
${replay || lost ? '' : `<noscript><p>${texts.noScript(waitSeconds)}</p></noscript>`}
${replay ? replayForm(replay, to, wait, texts) : ''}${lost ? `<noscript><iframe src="${escapeHtml(wait)}" title="${texts.title}"></iframe><p>${texts.resend}</p></noscript>` : ''}
<details><summary>${texts.why}</summary>${why(page.reasons, texts)}</details>
<div class="appeal"><strong>${texts.appeal}</strong> ${texts.appealText}
<p>${texts.request} <code>${escapeHtml(page.id)}</code>${page.appealUrl ? ` · <a href="${escapeHtml(page.appealUrl)}">${texts.appealLink}</a>` : ''}</p></div>
<small>${texts.privacy}</small>
</main>
${scripts}
</body></html>
`
}

const why = (reasons: readonly string[], { whyText, everybody }: Texts): string =>
  reasons.length === 0
    ? `<p>${everybody}</p>`
    : `<p>${whyText}</p><ul lang="en">${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul>`

/** Sent by the script, or by hand after the frame has waited. */
const replayForm = ({ enctype, inputs, files }: Replay, to: string, wait: string, texts: Texts): string =>
  `<form id="replay" method="post" action="${escapeHtml(to)}" enctype="${enctype}">
${inputs}
<noscript><iframe src="${escapeHtml(wait)}" title="${texts.title}"></iframe>${files ? `<p>${texts.files}</p>` : ''}<p><button type="submit">${texts.proceed}</button></p></noscript>
</form>`

/** What the frame shows: first that it waits, then that it is done. */
export const framePage = (language: string, text: string, refresh: string | undefined): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">${refresh ? `<meta http-equiv="refresh" content="${escapeHtml(refresh)}">` : ''}
<title>${escapeHtml(text)}</title><style>${pageStyle}</style></head><body><p role="status">${escapeHtml(text)}</p></body></html>
`

/** `'sha256-…'` of an inline script or style (CSP 3, section 2.3.1). */
export async function cspHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${toBase64(new Uint8Array(digest))}'`
}
