import { codeAt } from '../../../text/code-at.ts'
import { type Finding, pastBound, surer } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'
import { xxe } from '../xxe.ts'
import { uploadName } from './name.ts'

export const uploadContentNeeds: Needs = { all: 0, any: Fact.angle | Fact.hash | Fact.nul | Fact.letter, length: 4 }

/** Scripts of servers, by how they open: wherever they stand in a file, a server that runs the file runs them. */
const openings: readonly (readonly [text: string, pattern: RegExp, context: string, confidence: number])[] = [
  ['<?php', /^<\?php[\s;/(]/i, 'php', 0.9],
  ['<?=', /^<\?=\s{0,8}[$`\w'"(]/, 'php', 0.85],
  ['<?', /^<\?\s{1,8}(?:echo|system|eval|include|@|\$_)/i, 'php', 0.85],
  [
    '<%',
    /^<%[@!=]?\s{0,8}(?:page|import|Language|Runtime|Response|Request|eval|execute|String|Process|out\.|new\s)/i,
    'asp, jsp',
    0.9,
  ],
  ['<jsp:', /^<jsp:(?:root|scriptlet|directive)/i, 'jsp', 0.9],
  [
    '<script',
    /^<script\s[^>]{0,64}(?:runat\s{0,2}=\s{0,2}["']?server|language\s{0,2}=\s{0,2}["']?php)/i,
    'asp, php',
    0.9,
  ],
  ['<cf', /^<cf(?:execute|file|script|include|query)\b/i, 'coldfusion', 0.85],
  ['<!--#', /^<!--#(?:exec|include)\b/i, 'ssi', 0.85],
]

/** First bytes of files that are no scripts. After one of these a script is a polyglot. */
const media = /^(?:GIF8[79]a|\x89PNG|\xff\xd8\xff|BM|%PDF-|RIFF|II\*\0|MM\0\*|\0\0\x01\0|ID3)/

/** Most places of a file at which scripts are looked for. */
const most = 50_000

/** Longest name in an archive, and most entries looked at. */
const longestName = 512
const mostEntries = 10_000

/**
 * Does this uploaded file hold what a server would run, or an archive with names that leave its folder? Scripts by their opening, in
 * pictures too; ZIP (APPNOTE 4.3.7, 4.3.12) and tar (POSIX ustar) by the names of their entries.
 */
export function uploadContent(value: string): Finding | undefined {
  if (value.startsWith('PK\x03\x04') || value.startsWith('PK\x05\x06')) return zip(value)
  if (value.startsWith('ustar', 257)) return tar(value)
  if (/^[\s\xef\xbb\xbf]{0,16}<(?:\?xml|!doctype|!--|svg)/i.test(value))
    return surer(scripts(value), surer(drawing(value), xxe(value)))
  const found = scripts(value)
  if (found && media.test(value)) return { ...found, reason: 'a script within a picture or document', confidence: 0.95 }
  return surer(found, handler(value))
}

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'upload', context, reason, span: [start, end], confidence }
}

/** SVG is a page to a browser that opens it by itself: scripts, handlers, and links that run. */
function drawing(value: string): Finding | undefined {
  if (!/<(?:\w{1,16}:)?svg[\s>]/i.test(value.slice(0, 8192))) return undefined
  const match = /<(?:\w{1,16}:)?script[\s>/]|\son[a-z]{3,24}\s{0,4}=|=\s{0,4}["']?\s{0,4}javascript:/i.exec(value)
  return match
    ? finding('svg', 'a drawing that runs scripts', match.index, match.index + match[0].length, 0.85)
    : undefined
}

function scripts(value: string): Finding | undefined {
  let count = 0
  for (let at = value.indexOf('<'); at >= 0; at = value.indexOf('<', at + 1)) {
    const next = codeAt(value, at + 1) | 32
    // `?`, `%`, `j`, `s`, `c`, `!`
    if (next !== 63 && next !== 37 && next !== 106 && next !== 115 && next !== 99 && next !== 33) continue
    if (++count > most) return pastBound('upload', at, value.length)
    const text = value.slice(at, at + 96)
    for (const [, pattern, context, confidence] of openings)
      if (pattern.test(text)) return finding(context, 'a script that a server runs', at, at + 2, confidence)
  }
  return undefined
}

/** Settings for Apache that make scripts of other files. */
function handler(value: string): Finding | undefined {
  const text = value.slice(0, 4096)
  const match =
    /(?:^|\n)\s{0,8}(?:AddType|AddHandler|SetHandler|ForceType)\s{1,8}\S{0,64}(?:php|cgi|server-parsed)|(?:^|\n)\s{0,8}(?:php_value\s{1,8})?auto_(?:prepend|append)_file\s/i.exec(
      text,
    )
  return match
    ? finding('settings', 'settings that make scripts of files', match.index, match.index + match[0].length, 0.9)
    : undefined
}

/** Each local header and directory entry: the length of its name at 26 or 28, the name at 30 or 46. */
function zip(value: string): Finding | undefined {
  let found: Finding | undefined
  let count = 0
  for (let at = value.indexOf('PK'); at >= 0; at = value.indexOf('PK', at + 2)) {
    const local = value.startsWith('\x03\x04', at + 2)
    if (!local && !value.startsWith('\x01\x02', at + 2)) continue
    if (++count > mostEntries) return surer(found, pastBound('upload', at, value.length))
    const length = at + (local ? 26 : 28)
    const start = at + (local ? 30 : 46)
    const size = codeAt(value, length) | (codeAt(value, length + 1) << 8)
    // What reaches past the file is no entry, but bytes that look like the head of one.
    if (start + size > value.length) continue
    if (size > longestName) found = surer(found, finding('archive', 'a name longer than paths are', at, at + 4, 0.8))
    else found = surer(found, entry(value, start, start + size, isLink(value, at, local)))
    if (found && found.confidence >= 0.9) return found
  }
  return found
}

/** Unix mode in the high half of a directory entry's external attributes: S_IFLNK. */
function isLink(value: string, at: number, local: boolean): boolean {
  return !local && codeAt(value, at + 5) === 3 && (codeAt(value, at + 41) & 0xf0) === 0xa0
}

/** Headers of 512 bytes, each followed by its file in whole blocks. */
function tar(value: string): Finding | undefined {
  let found: Finding | undefined
  let at = 0
  for (let count = 0; count < mostEntries && value.startsWith('ustar', at + 257); count++) {
    const name = value.slice(at, at + 100)
    const end = name.indexOf('\0')
    const type = codeAt(value, at + 156)
    found = surer(found, entry(value, at, at + (end < 0 ? name.length : end), type === 50 || type === 49))
    if (found && found.confidence >= 0.9) return found
    const size = Number.parseInt(value.slice(at + 124, at + 135), 8)
    if (!(size >= 0)) break
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

function entry(value: string, start: number, end: number, link: boolean): Finding | undefined {
  if (end > value.length || end <= start) return undefined
  const name = value.slice(start, end)
  if (/(?:^|[\\/])\.\.[\\/]/.test(name) || /^(?:[\\/]|[a-z]:[\\/])/i.test(name))
    return finding('archive', 'an entry that lands outside its folder', start, end, 0.95)
  if (link) return finding('archive', 'an entry that is a link', start, end, 0.7)
  const says = uploadName(name.slice(-128))
  return says && says.confidence >= 0.8 ? finding('archive', says.reason, start, end, 0.6) : undefined
}
