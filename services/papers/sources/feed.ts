import { parseFeed } from 'feedsmith'
import { parseAuthorList, parseAuthorName } from '../author-names.ts'
import { parseArxivId } from '../canonical-id.ts'
import { type BuiltRecord, buildRecord, type RawPaper } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { parseDate } from './dates.ts'
import type { PaperSource, SourceDeps } from './source.ts'
import { dropActiveContent, refuseDoctype } from './untrusted-markup.ts'

const LIMITS = {
  accept:
    'application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1',
  maxBytes: 16 * 1024 * 1024,
  timeoutMs: 60_000,
  maxRedirects: 3,
} as const
/** Feeds carry whole articles at times; what a reader is shown, and topics are decided from, is the beginning. */
const MAX_CONTENT_CHARS = 20_000
const MAX_ITEMS = 2_000

export type NamedFeed = { readonly name: string; readonly url: string }

/** A feed the operator named: RSS, RDF, Atom or JSON Feed, parsed by feedsmith. The source's name is `feed:` + its name. */
export function buildFeedSource(feed: NamedFeed): PaperSource {
  const name = `feed:${feed.name}`
  const task: PartTask = { name: feed.name, url: feed.url, read: (deps) => readOne(deps, feed) }
  return { name, fetch: (deps) => collectParts({ name, title: feed.name }, deps, [task]) }
}

async function readOne(deps: SourceDeps, feed: NamedFeed): Promise<PartRead> {
  const known = deps.validators?.get(feed.url)
  const answer = await deps.http.fetchBytes(feed.url, { ...LIMITS, ...known, signal: deps.signal })
  const etag = answer.etag ?? known?.etag
  const lastModified = answer.lastModified ?? known?.lastModified
  const part = { name: feed.name, url: feed.url, etag, lastModified, quiet: false }
  if (answer.status === 'not-modified') return { part: { ...part, notModified: true }, entries: [] }
  const entries = readItems(decodeFeed(answer.body, answer.contentType))
  return { part: { ...part, notModified: false }, entries: entries.map(toRecord) }
}

/** The charset of the header, else of the XML declaration, else UTF-8. */
function decodeFeed(body: Buffer, contentType: string): string {
  const declared = /^[^<]{0,3}<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})/.exec(
    body.subarray(0, 200).toString('latin1'),
  )?.[1]
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? declared ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    // A charset nobody knows is a typing mistake; UTF-8 is right nearly always.
    return new TextDecoder().decode(body)
  }
}

type Item = {
  readonly title?: string | undefined
  readonly links: readonly (string | undefined)[]
  readonly texts: readonly (string | undefined)[]
  readonly authors: readonly (string | undefined)[]
  readonly creators?: readonly string[] | undefined
  readonly categories: readonly (string | undefined)[]
  readonly published?: string | undefined
  readonly updated?: string | undefined
  readonly doi?: string | undefined
}

function readItems(text: string): Item[] {
  refuseDoctype(text)
  const { format, feed } = parseFeed(text, { maxItems: MAX_ITEMS })
  if (format === 'json') {
    return (feed.items ?? []).map((item) => ({
      title: item.title,
      links: [item.url, item.external_url, item.id],
      texts: [item.summary, item.content_text, item.content_html],
      authors: (item.authors ?? []).map((author) => author.name),
      categories: item.tags ?? [],
      published: item.date_published,
      updated: item.date_modified,
    }))
  }
  if (format === 'atom') {
    return (feed.entries ?? []).map((entry) => ({
      title: entry.title?.value,
      links: [alternate(entry.links ?? []), entry.id],
      texts: [entry.summary?.value, entry.content?.value],
      authors: (entry.authors ?? []).map((author) => author.name),
      creators: entry.dc?.creators,
      categories: (entry.categories ?? []).map((category) => category.term),
      published: entry.published,
      updated: entry.updated,
      doi: entry.arxiv?.doi ?? entry.dc?.identifiers?.[0],
    }))
  }
  return (feed.items ?? []).map((item) => ({
    title: item.title ?? item.dc?.titles?.[0],
    links: [item.link, 'guid' in item ? item.guid?.value : undefined],
    texts: [item.description, item.dc?.descriptions?.[0], item.content?.encoded],
    authors: 'authors' in item ? (item.authors ?? []).map((author) => author.name) : [],
    creators: item.dc?.creators,
    categories:
      'categories' in item
        ? (item.categories ?? []).map((category) => category.name)
        : (item.dc?.subjects ?? []),
    published: 'pubDate' in item ? item.pubDate : item.dc?.dates?.[0],
    doi: item.dc?.identifiers?.[0],
  }))
}

type AtomLink = { readonly href?: string | undefined; readonly rel?: string | undefined }

function alternate(links: readonly AtomLink[]): string | undefined {
  return (links.find((link) => link.rel === undefined || link.rel === 'alternate') ?? links[0])?.href
}

function toRecord(item: Item): BuiltRecord {
  const links = item.links.filter((link) => link !== undefined)
  const url = links.find((link) => /^https?:\/\//i.test(link)) ?? links[0]
  return buildRecord({
    id:
      links.find((link) => parseArxivId(link) !== undefined) ??
      links.find((link) => /10\.\d{4,9}\//.test(link)),
    doi: item.doi,
    title: plain(item.title),
    abstract: plain(item.texts.find((text) => (text ?? '').trim() !== '')),
    authors: readAuthors(item),
    categories: item.categories.filter((category) => category !== undefined),
    publishedAt: parseDate(item.published ?? ''),
    updatedAt: parseDate(item.updated ?? ''),
    url,
  } satisfies RawPaper)
}

function plain(markup: string | undefined): string {
  return dropActiveContent((markup ?? '').slice(0, MAX_CONTENT_CHARS))
}

/** RSS's `<author>` is an address with the name in parentheses; `dc:creator` holds one name or a whole list. */
function readAuthors(item: Item): string[] {
  if (item.creators !== undefined && item.creators.length > 0) return item.creators.flatMap(parseAuthorList)
  const names = item.authors.map((author) => /^\S+@\S+\s+\((.+)\)$/.exec(author ?? '')?.[1] ?? author ?? '')
  return names.map(parseAuthorName).filter((name) => name !== '' && !name.includes('@'))
}
