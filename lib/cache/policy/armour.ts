/** What a path's suffix promises: the media types, or beginnings of types, that an answer under it may have. */
const promised: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  avif: ['image/'],
  bmp: ['image/'],
  class: ['application/'],
  css: ['text/css'],
  csv: ['text/csv', 'text/plain', 'application/'],
  doc: ['application/'],
  docx: ['application/'],
  eot: ['application/', 'font/'],
  flac: ['audio/'],
  gif: ['image/'],
  gz: ['application/'],
  ico: ['image/'],
  jar: ['application/'],
  jpeg: ['image/'],
  jpg: ['image/'],
  js: ['text/javascript', 'application/javascript', 'application/x-javascript', 'application/ecmascript'],
  json: ['application/json', 'application/ld+json', 'application/manifest+json', 'text/json'],
  map: ['application/json', 'application/octet-stream', 'text/plain'],
  mid: ['audio/'],
  mjs: ['text/javascript', 'application/javascript'],
  mkv: ['video/'],
  mov: ['video/'],
  mp3: ['audio/'],
  mp4: ['video/', 'audio/', 'application/mp4'],
  ogg: ['audio/', 'video/', 'application/ogg'],
  otf: ['font/', 'application/'],
  pdf: ['application/pdf'],
  png: ['image/'],
  ppt: ['application/'],
  pptx: ['application/'],
  svg: ['image/svg+xml'],
  tif: ['image/'],
  tiff: ['image/'],
  ttf: ['font/', 'application/'],
  txt: ['text/plain'],
  wasm: ['application/wasm'],
  wav: ['audio/'],
  webm: ['video/', 'audio/'],
  webmanifest: ['application/manifest+json', 'application/json'],
  webp: ['image/'],
  woff: ['font/', 'application/'],
  woff2: ['font/', 'application/'],
  xls: ['application/'],
  xlsx: ['application/'],
  zip: ['application/'],
}

/**
 * Whether an answer is of another kind than its address promises: `/account/x.css` that is HTML is an account page for which somebody
 * has made up an address that caches like. Redirects and errors show nothing of anybody and may be of any type; an answer of no type is taken for a mismatch.
 *
 * @param type without parameters, in lower case
 */
export function mismatched(path: string, type: string, status: number): boolean {
  if (status < 200 || status === 204 || status >= 300) return false
  const suffix = /\.([a-z0-9]{1,12})(?:(?:[;/]|%(?:09|20|23|3b|3f))[^.]*)?$/i.exec(path)?.[1]?.toLowerCase()
  const types = suffix === undefined ? undefined : promised[suffix]
  if (types === undefined) return false
  return !types.some((promise) => (promise.endsWith('/') ? type.startsWith(promise) : type === promise))
}
