import { HttpClientError } from '../../platform/http-client/http-client-error.ts'
import { parseAuthorName } from '../author-names.ts'
import { parseArxivId } from '../canonical-id.ts'
import { type BuiltRecord, buildRecord } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { parseDate } from './dates.ts'
import { type PaperSource, type SourceDeps, SourceError } from './source.ts'
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from './xml.ts'

const SOURCE = { name: 'arxiv-api', title: 'arXiv (query API)' } as const
const ARXIV = 'http://arxiv.org/schemas/atom'
const OPENSEARCH = 'http://a9.com/-/spec/opensearch/1.1/'
const LIMITS = {
  accept: 'application/atom+xml',
  maxBytes: 32 * 1024 * 1024,
  timeoutMs: 120_000,
  idleMs: 90_000,
} as const
/** At most 2,000 a slice; smaller ones fail less often. At most 30,000 a query, more is answered with 400. */
const PAGE_SIZE = 500
const MAX_RESULTS = 30_000
/** The API now and then answers a page with no entries although there are some; the same request then brings them. */
const EMPTY_PAGE_ATTEMPTS = 3
const DAY_MS = 86_400_000

/**
 * arXiv's query API: submissions of the categories since a day, oldest first. For an operator's backfill only. Since 2026
 * it answers 429 to polite clients as well, so nothing that runs daily may depend on it.
 */
export function buildArxivApiSource(options: {
  readonly baseUrl: string
  readonly categories: readonly string[]
}): PaperSource {
  return {
    name: SOURCE.name,
    fetch: (deps, since, until) => {
      const now = deps.now()
      const from = since ?? new Date(now.getTime() - DAY_MS)
      // To the last minute of that day.
      const to = until === undefined ? now : new Date(until.getTime() + DAY_MS - 60_000)
      const window = `[${stamp(from)} TO ${stamp(to)}]`
      return collectParts(
        SOURCE,
        deps,
        options.categories.map((category) => task(options.baseUrl, category, window)),
      )
    },
  }
}

/** `YYYYMMDDHHMM` in GMT. */
function stamp(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 12)
}

function task(baseUrl: string, category: string, window: string): PartTask {
  const query = {
    search_query: `cat:${category} AND submittedDate:${window}`,
    sortBy: 'submittedDate',
    sortOrder: 'ascending',
    max_results: String(PAGE_SIZE),
  }
  const url = `${baseUrl}/api/query?${new URLSearchParams(query)}`
  return { name: category, url, read: (deps) => readQuery(deps, category, url) }
}

async function readQuery(deps: SourceDeps, category: string, url: string): Promise<PartRead> {
  const entries: BuiltRecord[] = []
  const part = { name: category, url, notModified: false }
  let total = 0
  do {
    const page = await readPage(deps, `${url}&start=${entries.length}`, entries.length)
    total = Math.min(page.total, MAX_RESULTS)
    if (page.entries.length === 0 && entries.length < total) {
      const failure = `${SOURCE.title} kept a page empty: ${entries.length} of ${total} papers were read`
      return { part: { ...part, quiet: false, failure }, entries }
    }
    entries.push(...page.entries)
  } while (entries.length < total)
  return { part: { ...part, quiet: entries.length === 0 }, entries }
}

type Page = { readonly entries: BuiltRecord[]; readonly total: number }

async function readPage(deps: SourceDeps, url: string, start: number): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    const page = readResults(await fetchResults(deps, url))
    const complete = page.entries.length > 0 || page.total <= start
    if (complete || attempt >= EMPTY_PAGE_ATTEMPTS) return page
  }
}

async function fetchResults(deps: SourceDeps, url: string): Promise<string> {
  try {
    const answer = await deps.http.fetchText(url, { ...LIMITS, signal: deps.signal })
    return answer.status === 'ok' ? answer.body : ''
  } catch (error) {
    // Since the rewrite of 2025 an "Error" entry comes with HTTP 400; the reason stands only in it.
    if (error instanceof HttpClientError && error.status === 400) readResults(error.bodyStart)
    throw error
  }
}

function readResults(xml: string): Page {
  const feed = parseXml(xml)
  if (feed.local !== 'feed') throw new Error('no Atom feed')
  const entries = childrenOf(feed, 'entry')
  const error = entries.find((entry) => /\/api\/errors/.test(textOf(entry, 'id') ?? ''))
  if (error !== undefined) {
    throw new SourceError(
      SOURCE.name,
      `${SOURCE.title} refused the query: ${textOf(error, 'summary') ?? 'no reason given'}`,
    )
  }
  const total = Number(textOf(feed, 'totalResults', OPENSEARCH) ?? 0)
  return { entries: entries.map(readEntry), total: Number.isSafeInteger(total) ? total : 0 }
}

function readEntry(entry: XmlElement): BuiltRecord {
  const id = textOf(entry, 'id') ?? ''
  const arxiv = parseArxivId(id)
  if (arxiv === undefined) return { rejected: `no arXiv id in ${JSON.stringify(id.slice(0, 80))}` }
  const primary = childOf(entry, 'primary_category', ARXIV)?.attributes.get('term') ?? ''
  return buildRecord({
    id,
    doi: textOf(entry, 'doi', ARXIV),
    title: textOf(entry, 'title') ?? '',
    abstract: textOf(entry, 'summary') ?? '',
    authors: childrenOf(entry, 'author')
      .map((author) => parseAuthorName(textOf(author, 'name') ?? ''))
      .filter((name) => name !== ''),
    categories: [
      primary,
      ...childrenOf(entry, 'category')
        .filter(isArxivCategory)
        .map((c) => c.attributes.get('term') ?? ''),
    ],
    publishedAt: parseDate(textOf(entry, 'published') ?? ''),
    updatedAt: parseDate(textOf(entry, 'updated') ?? ''),
    comment: textOf(entry, 'comment', ARXIV),
    url: `https://arxiv.org/abs/${arxiv.id}`,
  })
}

/** ACM and MSC codes come as categories of other schemes, or with a scheme left out and figures in them. */
function isArxivCategory(category: XmlElement): boolean {
  return /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]{2,})?$/.test(category.attributes.get('term') ?? '')
}
