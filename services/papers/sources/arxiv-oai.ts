import { parseAuthorName } from '../author-names.ts'
import type { PaperRecord } from '../paper.ts'
import { oaiSet } from './arxiv-sets.ts'
import { type BuiltRecord, buildRecord } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { parseDate, utcDay } from './dates.ts'
import type { PaperSource, SourceDeps } from './source.ts'
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from './xml.ts'

const SOURCE = { name: 'arxiv-oai', title: 'arXiv (OAI-PMH)' } as const
/** A page of 2,500 records has about 8 MB. The same query has taken 0.6 s, 52 s and over 90 s within minutes. */
const LIMITS = {
  accept: 'application/xml',
  maxBytes: 48 * 1024 * 1024,
  timeoutMs: 240_000,
  idleMs: 180_000,
} as const
/** 250,000 records: beyond any window a run asks for, short of a server that hands out tokens for ever. */
const MAX_PAGES = 100
const DAY_MS = 86_400_000
const DAYS_BACK = 3
/**
 * `from` counts changes of the record, bulk edits of old papers included. Only what was created this little before the
 * window is news: a submission waits over a weekend and a holiday for its announcement.
 */
const NEWS_DAYS_BEFORE = 7

/**
 * arXiv's records by OAI-PMH: what changed since a day, complete, for reconciling what the feed missed and for filling
 * gaps. `GET {base}/oai?verb=ListRecords&metadataPrefix=arXiv&set=…&from=…`, following resumption tokens.
 */
export function buildArxivOaiSource(options: {
  readonly baseUrl: string
  readonly categories: readonly string[]
}): PaperSource {
  return {
    name: SOURCE.name,
    // Its records follow the announcement by a day; twice a day is soon enough to mend what the feeds missed.
    intervalMs: 12 * 3_600_000,
    fetch: (deps, since, until) => {
      const from = since ?? new Date(deps.now().getTime() - DAYS_BACK * DAY_MS)
      return collectParts(
        SOURCE,
        deps,
        options.categories.map((category) => task(options.baseUrl, category, { from, until })),
      )
    },
  }
}

type Days = { readonly from: Date; readonly until?: Date | undefined }

function task(baseUrl: string, category: string, { from, until }: Days): PartTask {
  const query = {
    verb: 'ListRecords',
    metadataPrefix: 'arXiv',
    set: oaiSet(category),
    from: utcDay(from),
    ...(until === undefined ? {} : { until: utcDay(until) }),
  }
  const url = `${baseUrl}/oai?${new URLSearchParams(query)}`
  return { name: category, url, read: (deps) => readSet(deps, { baseUrl, category, url, from }) }
}

type Harvest = {
  readonly baseUrl: string
  readonly category: string
  readonly url: string
  readonly from: Date
}

async function readSet(deps: SourceDeps, harvest: Harvest): Promise<PartRead> {
  const entries: BuiltRecord[] = []
  const tokens = new Set<string>()
  let url = harvest.url
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await deps.http.fetchText(url, { ...LIMITS, signal: deps.signal })
    const read = readPage(answer.status === 'ok' ? answer.body : '', harvest.from)
    entries.push(...read.entries)
    if (read.token === undefined) {
      return {
        part: { name: harvest.category, url: harvest.url, notModified: false, quiet: entries.length === 0 },
        entries,
      }
    }
    if (tokens.has(read.token)) throw new Error('the same resumption token came twice')
    tokens.add(read.token)
    url = `${harvest.baseUrl}/oai?${new URLSearchParams({ verb: 'ListRecords', resumptionToken: read.token })}`
  }
  throw new Error(`more than ${MAX_PAGES} pages`)
}

type Page = { readonly entries: BuiltRecord[]; readonly token: string | undefined }

function readPage(xml: string, from: Date): Page {
  const root = parseXml(xml)
  const error = childOf(root, 'error')
  // Not a failure: nothing changed since that day.
  if (error?.attributes.get('code') === 'noRecordsMatch') return { entries: [], token: undefined }
  if (error !== undefined)
    throw new Error(`${error.attributes.get('code') ?? 'error'}: ${error.text.trim().slice(0, 200)}`)
  const list = childOf(root, 'ListRecords')
  if (list === undefined) throw new Error('neither records nor an error')
  const entries = childrenOf(list, 'record').map((record) => readRecord(record, from))
  // The last page carries an empty token; a list of one page carries none.
  return { entries, token: textOf(list, 'resumptionToken') }
}

function readRecord(record: XmlElement, from: Date): BuiltRecord {
  const header = childOf(record, 'header')
  const identifier =
    (header === undefined ? undefined : textOf(header, 'identifier')) ?? 'a record without identifier'
  if (header?.attributes.get('status') === 'deleted') return { rejected: `${identifier}: deleted by arXiv` }
  const metadata = childOf(record, 'metadata')
  const paper = metadata === undefined ? undefined : childOf(metadata, 'arXiv')
  if (paper === undefined) return { rejected: `${identifier}: no arXiv metadata` }
  const publishedAt = parseDate(textOf(paper, 'created') ?? '')
  const updatedAt = parseDate(textOf(paper, 'updated') ?? '')
  return buildRecord({
    id: textOf(paper, 'id') ?? identifier,
    // Some records name two DOIs; `acm-class` is not read at all, since the server prints the MSC class there.
    doi: textOf(paper, 'doi')?.split(/\s+/)[0],
    title: textOf(paper, 'title') ?? '',
    abstract: textOf(paper, 'abstract') ?? '',
    authors: childrenOf(childOf(paper, 'authors') ?? paper, 'author')
      .map(readAuthor)
      .filter((name) => name !== ''),
    categories: (textOf(paper, 'categories') ?? '').split(/\s+/),
    publishedAt,
    updatedAt,
    comment: textOf(paper, 'comments'),
    announcement: announcementOf(publishedAt, from),
  })
}

function announcementOf(created: Date | undefined, from: Date): PaperRecord['announcement'] {
  const news = created !== undefined && created.getTime() >= from.getTime() - NEWS_DAYS_BEFORE * DAY_MS
  return news ? 'new' : 'replace'
}

function readAuthor(author: XmlElement): string {
  const parts = [textOf(author, 'forenames'), textOf(author, 'keyname'), textOf(author, 'suffix')]
  return parseAuthorName(parts.filter((part) => part !== undefined).join(' '))
}
