/** Where Turnstile’s script, frame and check are. */
export const turnstileOrigin = 'https://challenges.cloudflare.com'

/** Runs in the visitor's browser: loads the service, and hands its token in. */
export const turnstileScript: string = `(() => {
'use strict'
const page = document.getElementById('challenge')
const say = (name) => { document.getElementById('status').textContent = page.dataset[name] }
window.sallyportSolved = async (token) => {
  const response = await fetch(page.dataset.answer, { method: 'POST', body: new URLSearchParams({ token }) }).catch(() => undefined)
  if (response === undefined || !response.ok) { say('failed'); return }
  say('done')
  const replay = document.getElementById('replay')
  if (replay === null) location.replace(page.dataset.to)
  else HTMLFormElement.prototype.submit.call(replay)
}
const api = document.createElement('script')
api.src = '${turnstileOrigin}/turnstile/v0/api.js'
document.body.append(api)
})()
`
