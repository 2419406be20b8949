import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'

export const directoryListingNeeds: Needs = {
  all: Fact.letter | Fact.slash,
  any: Fact.angle | Fact.bracket,
  length: 20,
}

/** How servers title a folder's listing: Apache and nginx, Tomcat, Jetty, IIS, Python, lighttpd, Node's serve-index. */
const titles =
  /<title>(?:Index of \/[^<\n]{0,200}|Directory(?: Listing [Ff]or| listing for| Listing:|:) ?\/[^<\n]{0,200}|listing directory \/[^<\n]{0,200}|[^<\n]{1,80} - \/[^<\n]{0,200})<\/title>|<pre><A HREF="\/[^"\n]{0,200}">\[To Parent Directory\]<\/A>/

/** A row that leads up, or the columns of a listing. */
const rows =
  /<a href="(?:\.\.\/|\?C=[NMSD];O=[AD]|\/[^"\n]{0,200})">|\[To Parent Directory\]|Parent Directory<\/a>|<hr><pre>|<ul>\s{0,8}<li><a href=/i

const longest = 1 << 16

/** Is this answer a listing of a folder? The title that a server gives it and a row that leads up. */
export function directoryListing(value: string): Finding | undefined {
  const text = value.slice(0, longest)
  const title = titles.exec(text)
  if (!title) return undefined
  const sure = rows.test(text.slice(title.index))
  const named = /^<title>(?:Index of|Directory|listing)|To Parent/i.test(title[0])
  if (!named && !/To Parent Directory/.test(text)) return undefined
  return {
    language: 'answer',
    context: 'directory listing',
    reason: 'the listing of a folder',
    span: [title.index, title.index + title[0].length],
    confidence: sure ? 0.85 : 0.5,
  }
}
