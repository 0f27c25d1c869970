import { HttpClientError } from '../../platform/http-client/http-client-error.ts'
import { parseAuthorList } from '../author-names.ts'
import { parseArxivId } from '../canonical-id.ts'
import type { PaperRecord } from '../paper.ts'
import { announcementDay } from './arxiv-calendar.ts'
import { type BuiltRecord, buildRecord } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { parseDate } from './dates.ts'
import { type PaperSource, type SourceDeps, SourceError } from './source.ts'
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from './xml.ts'

const SOURCE = { name: 'arxiv', title: 'arXiv' } as const
/** 2,000 items, the feed's maximum, have about 5 MB. */
const LIMITS = {
  accept: 'application/rss+xml, application/atom+xml, application/xml',
  maxBytes: 32 * 1024 * 1024,
  timeoutMs: 120_000,
} as const

/** `arXiv:2611.00001v1 Announce Type: new \nAbstract: …` stands before every abstract. */
const PREAMBLE = /^\s*arXiv:\s*\S+\s+Announce Type:\s*([a-z-]+)\s+(?:Abstract:\s*)?/i

/** An announcement with a number older than two months is an old paper listed anew, whatever its type says. */
const NEW_WITHIN_MONTHS = 2

/**
 * arXiv's announcements of the day: `GET {base}/rss/{category}`, a request a category, because categories go stale one by
 * one (a current build date over yesterday's entries). Reads the RSS and the Atom form alike.
 */
export function buildArxivRssSource(options: {
  readonly baseUrl: string
  readonly categories: readonly string[]
}): PaperSource {
  const tasks = options.categories.map((category) => categoryTask(options.baseUrl, category))
  return { name: SOURCE.name, fetch: (deps) => collectParts(SOURCE, deps, tasks) }
}

function categoryTask(baseUrl: string, category: string): PartTask {
  const url = `${baseUrl}/rss/${encodeURIComponent(category)}`
  return { name: category, url, read: (deps) => readCategory(deps, category, url) }
}

async function readCategory(deps: SourceDeps, category: string, url: string): Promise<PartRead> {
  const known = deps.validators?.get(url)
  try {
    const answer = await deps.http.fetchText(url, { ...LIMITS, ...known, signal: deps.signal })
    const part = {
      name: category,
      url,
      etag: answer.etag ?? known?.etag,
      lastModified: answer.lastModified ?? known?.lastModified,
    }
    if (answer.status === 'not-modified')
      return { part: { ...part, notModified: true, quiet: isQuiet(deps) }, entries: [] }
    const entries = readFeed(answer.body, category)
    return { part: { ...part, notModified: false, quiet: entries.length === 0 && isQuiet(deps) }, entries }
  } catch (error) {
    throw isBadCategory(error) ? badCategory(category, error) : error
  }
}

function isQuiet(deps: SourceDeps): boolean {
  return !announcementDay(deps.now()).announces
}

/** Reads one feed. Throws when it is no feed or says that the category does not exist. */
function readFeed(xml: string, category: string): BuiltRecord[] {
  const root = parseXml(xml)
  const channel = root.local === 'feed' ? root : childOf(root, 'channel')
  if (channel === undefined) throw new Error('neither RSS nor Atom')
  if (/^feed error\b/i.test(textOf(channel, 'title') ?? '')) throw badCategory(category)
  const inChannel = [...childrenOf(channel, 'item'), ...childrenOf(channel, 'entry')]
  return inChannel.map(readEntry)
}

function readEntry(entry: XmlElement): BuiltRecord {
  const id = textOf(entry, 'guid') ?? textOf(entry, 'id') ?? textOf(entry, 'link') ?? ''
  const arxiv = parseArxivId(id)
  if (arxiv === undefined) return { rejected: `no arXiv id in ${JSON.stringify(id.slice(0, 80))}` }
  const summary = textOf(entry, 'description') ?? textOf(entry, 'summary') ?? ''
  const announcement = readAnnouncement(textOf(entry, 'announce_type') ?? PREAMBLE.exec(summary)?.[1])
  const announcedAt = parseDate(textOf(entry, 'pubDate') ?? textOf(entry, 'published') ?? '')
  const firstSeen = announcement !== 'replace' && announcedAt !== undefined && isRecent(arxiv.id, announcedAt)
  return buildRecord({
    id,
    doi: textOf(entry, 'DOI') ?? textOf(entry, 'doi'),
    title: textOf(entry, 'title') ?? '',
    abstract: summary.replace(PREAMBLE, ''),
    authors: childrenOf(entry, 'creator').flatMap((creator) => parseAuthorList(creator.text)),
    categories: childrenOf(entry, 'category').map(
      (category) => category.attributes.get('term') ?? category.text,
    ),
    announcement,
    announcedAt,
    publishedAt: firstSeen ? announcedAt : undefined,
    updatedAt: announcement === 'replace' ? announcedAt : undefined,
    url: `https://arxiv.org/abs/${arxiv.id}`,
  })
}

/** `replace-cross` is a replacement, seen from another category; `absonly` replaces the abstract alone. */
function readAnnouncement(type: string | undefined): PaperRecord['announcement'] {
  const name = type?.trim().toLowerCase() ?? ''
  if (name === 'new' || name === 'cross') return name
  return name === 'absonly' || name.startsWith('replace') ? 'replace' : undefined
}

/** `2611.00001` was submitted in November 2026, near enough to the month of its first announcement. */
function isRecent(id: string, announcedAt: Date): boolean {
  const digits = /(\d{2})(\d{2})\.?\d+$/.exec(id)
  if (digits === null) return false
  const year = Number(digits[1])
  const months = (year > 90 ? 1900 + year : 2000 + year) * 12 + Number(digits[2]) - 1
  const announced = announcedAt.getUTCFullYear() * 12 + announcedAt.getUTCMonth()
  return announced - months < NEW_WITHIN_MONTHS
}

function isBadCategory(error: unknown): boolean {
  return error instanceof HttpClientError && error.status === 400
}

function badCategory(category: string, cause?: unknown): SourceError {
  return new SourceError(SOURCE.name, `arXiv knows no category ${JSON.stringify(category)}`, { cause })
}
