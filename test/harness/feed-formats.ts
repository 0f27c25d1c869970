import { SaxesParser, type SaxesTagNS } from 'saxes'
import { z } from 'zod'

const ATOM = 'http://www.w3.org/2005/Atom'
const absolute = z.url({ protocol: /^https?$/ })
const instant = z.iso.datetime()

const Entry = z.object({
  id: absolute,
  title: z.string().min(1),
  updated: instant,
  published: instant.optional(),
  summary: z.string().min(1),
  authors: z.array(z.string().min(1)),
  categories: z.array(z.string().min(1)),
  links: z.array(z.object({ rel: z.string(), href: absolute })).min(1),
})
const Feed = z.object({
  id: absolute,
  title: z.string().min(1),
  updated: instant,
  links: z.array(z.object({ rel: z.string(), href: absolute })).min(2),
  authors: z.array(z.string().min(1)).min(1),
  entries: z.array(Entry),
})

/**
 * Reads Atom with a parser that refuses all that XML 1.0 refuses, and holds it to what RFC 4287 requires of the elements
 * we write. Any other element is an error: it would be one that a text has smuggled in.
 */
export function parseAtom(text: string): z.infer<typeof Feed> {
  const parser = new SaxesParser({ xmlns: true })
  const feed: Record<string, unknown> = { links: [], authors: [], entries: [] }
  const entries: Record<string, unknown>[] = []
  let words = ''
  const path: string[] = []
  const current = () => (path.includes('entry') ? (entries.at(-1) ?? feed) : feed)
  const push = (name: string, value: unknown) => {
    const list = current()[name]
    current()[name] = [...(Array.isArray(list) ? list : []), value]
  }
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    if (tag.uri !== ATOM) throw new Error(`an element of another namespace: ${tag.name}`)
    path.push(tag.local)
    words = ''
    if (tag.local === 'entry') entries.push({ links: [], authors: [], categories: [] })
    if (tag.local === 'link') push('links', { rel: attribute(tag, 'rel'), href: attribute(tag, 'href') })
    if (tag.local === 'category') push('categories', attribute(tag, 'term'))
  })
  parser.on('text', (part) => {
    words += part
  })
  parser.on('cdata', (part) => {
    words += part
  })
  parser.on('closetag', ({ local }) => {
    path.pop()
    // The writer indents what stands in CDATA; every reader of feeds trims it.
    words = words.trim()
    if (local === 'name') push('authors', words)
    else if (['id', 'title', 'updated', 'published', 'summary', 'subtitle'].includes(local))
      current()[local] = words
    else if (!['feed', 'entry', 'link', 'category', 'author'].includes(local))
      throw new Error(`an element nobody wrote: ${local}`)
  })
  parser.write(text).close()
  return Feed.parse({ ...feed, entries })
}

function attribute(tag: SaxesTagNS, name: string): string | undefined {
  return tag.attributes[name]?.value
}

/** https://www.jsonfeed.org/version/1.1/: what it requires, and of the rest what we write; nothing else. */
export const JsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  description: z.string(),
  home_page_url: absolute,
  feed_url: absolute,
  language: z.string(),
  items: z.array(
    z.strictObject({
      id: z.string().min(1),
      url: absolute,
      external_url: absolute.optional(),
      title: z.string().min(1),
      content_text: z.string().min(1),
      date_published: instant.optional(),
      date_modified: instant,
      authors: z.array(z.strictObject({ name: z.string() })).optional(),
      language: z.literal('en'),
      tags: z.array(z.string()).optional(),
    }),
  ),
})
