/**
 * What runs in the visitor's browser: looks for signs that a program drives it, works the puzzle in WebCrypto, hands the solution in, and goes on. One
 * classic script without a dependency; the page's policy names its hash. Where it cannot work (no WebCrypto at an insecure address, a failure) it takes the
 * way that there is without scripts.
 */
export const pageScript: string = `(() => {
'use strict'
const page = document.getElementById('challenge')
const { token, bits, answer, wait, waitSeconds, to } = page.dataset
const say = (name) => { document.getElementById('status').textContent = page.dataset[name] }
const meter = document.getElementById('meter')
meter.hidden = false
say('working')

// Signs of a driven or windowless browser. Each can be forged; all of them at once seldom are.
const signs = () => {
  const found = []
  const sign = (name, test) => { try { if (test()) found.push(name) } catch { found.push(name + '!') } }
  sign('webdriver', () => navigator.webdriver === true)
  sign('webdriver-hidden', () => {
    const own = Object.getOwnPropertyDescriptor(navigator, 'webdriver')
    const getter = Object.getOwnPropertyDescriptor(Navigator.prototype, 'webdriver')
    return own !== undefined || (getter !== undefined && !/\\[native code\\]/.test(Function.prototype.toString.call(getter.get)))
  })
  sign('driver-globals', () => Object.getOwnPropertyNames(window).concat(Object.getOwnPropertyNames(document)).some((name) =>
    /^(?:cdc_|\\$cdc_|\\$chrome_asyncScriptInfo|__webdriver|__selenium|__driver|__fxdriver|__playwright|__pw|__puppeteer|_phantom$|callPhantom$|__nightmare|domAutomation|_Selenium|callSelenium)/.test(name)))
  sign('no-languages', () => navigator.languages.length === 0)
  sign('no-window', () => window.outerWidth === 0 && window.outerHeight === 0)
  sign('headless-name', () => /Headless/.test(navigator.userAgent))
  sign('other-name', () => {
    const data = navigator.userAgentData
    return data !== undefined && data.mobile !== /Mobile/.test(navigator.userAgent)
  })
  sign('software-screen', () => {
    const canvas = document.createElement('canvas').getContext('webgl')
    const info = canvas && canvas.getExtension('WEBGL_debug_renderer_info')
    return info !== null && /SwiftShader|llvmpipe/i.test(canvas.getParameter(info.UNMASKED_RENDERER_WEBGL)) && screen.width === 800 && screen.height === 600
  })
  return found
}

// Headless Chromium says that notifications are denied, and that it would ask.
const permissionSign = async () => {
  try {
    const { state } = await navigator.permissions.query({ name: 'notifications' })
    return Notification.permission === 'denied' && state === 'prompt' ? ['permissions'] : []
  } catch { return [] }
}

const zeros = (digest) => {
  let count = 0
  for (const byte of digest) {
    if (byte !== 0) return count + Math.clz32(byte) - 24
    count += 8
  }
  return count
}

const solve = async () => {
  const encoder = new TextEncoder()
  const expected = 2 ** Number(bits)
  for (let next = 0; ; ) {
    const batch = []
    for (let at = 0; at < 512; at++) {
      const solution = (next++).toString(36)
      batch.push(crypto.subtle.digest('SHA-256', encoder.encode(token + '.' + solution)).then((digest) =>
        zeros(new Uint8Array(digest)) >= Number(bits) ? solution : undefined))
    }
    const solution = (await Promise.all(batch)).find((one) => one !== undefined)
    if (solution !== undefined) return solution
    meter.value = 1 - Math.exp(-next / expected)
    await new Promise((go) => setTimeout(go))
  }
}

const replay = document.getElementById('replay')
const goOn = () => {
  meter.value = 1
  if (page.dataset.resend !== undefined) { say('resend'); return }
  say('done')
  if (replay === null) { location.replace(to); return }
  for (const input of replay.querySelectorAll('[data-file]')) {
    const bytes = Uint8Array.from(atob(input.dataset.file), (char) => char.charCodeAt(0))
    const file = document.createElement('input')
    file.type = 'file'
    file.name = input.dataset.name
    const files = new DataTransfer()
    files.items.add(new File([bytes], input.dataset.filename, { type: input.dataset.type }))
    file.files = files.files
    file.hidden = true
    input.replaceWith(file)
  }
  HTMLFormElement.prototype.submit.call(replay)
}

const waitInstead = () => {
  say('waiting')
  const tick = () => {
    // Since the page was asked for: what the puzzle took counts.
    const passed = performance.now() / 1000
    meter.value = Math.min(1, passed / Number(waitSeconds))
    if (passed < Number(waitSeconds) + 0.5) { setTimeout(tick, 200); return }
    if (replay === null && page.dataset.resend === undefined) { location.replace(wait); return }
    fetch(wait, { redirect: 'manual' }).then(goOn, () => say('failed'))
  }
  tick()
}

const start = async () => {
  if (!navigator.cookieEnabled) { say('cookies'); return }
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) { waitInstead(); return }
  const found = signs().concat(await permissionSign())
  const solution = await solve()
  const body = new URLSearchParams({ token, solution, signs: found.join(',') })
  const response = await fetch(answer, { method: 'POST', body, headers: { accept: 'application/json' } })
  if (response.ok) { goOn(); return }
  waitInstead()
}
start().catch(waitInstead)
})()
`
