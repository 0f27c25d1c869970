import { z } from 'zod'
import { parseAuthorList } from '../author-names.ts'
import { type BuiltRecord, buildRecord } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { parseDate, utcDay } from './dates.ts'
import type { PaperSource, SourceDeps } from './source.ts'

const TITLES = { biorxiv: 'bioRxiv', medrxiv: 'medRxiv' } as const
const LIMITS = {
  accept: 'application/json',
  maxBytes: 16 * 1024 * 1024,
  timeoutMs: 120_000,
  idleMs: 90_000,
} as const
/** Two days, since a day's list is complete only when it is over. */
const DAYS_BACK = 2
const DAY_MS = 86_400_000
/** 30 to 100 preprints a page, about 200 a day. */
const MAX_PAGES = 1_000

const text = z.string().optional().catch(undefined)

const preprint = z.object(
  {
    doi: z.string({ error: 'doi is missing' }),
    title: z.string({ error: 'title is missing' }),
    abstract: text,
    authors: text,
    author_corresponding_institution: text,
    date: text,
    version: z.coerce.number().int().positive().optional().catch(undefined),
    type: text,
    category: text,
  },
  { error: 'not an object' },
)

const page = z.object({ collection: z.array(z.unknown()).optional().catch(undefined) })

/** Preprints of bioRxiv or medRxiv by the day they were posted: `GET {base}/details/{server}/{from}/{to}/{cursor}/json`. */
export function buildBiorxivSource(options: {
  readonly baseUrl: string
  readonly server: keyof typeof TITLES
}): PaperSource {
  const { baseUrl, server } = options
  return {
    name: server,
    fetch: (deps, since, until) => {
      const from = utcDay(since ?? new Date(deps.now().getTime() - DAYS_BACK * DAY_MS))
      const url = `${baseUrl}/details/${server}/${from}/${utcDay(until ?? deps.now())}`
      const task: PartTask = { name: server, url, read: (partDeps) => readWindow(partDeps, server, url) }
      return collectParts({ name: server, title: TITLES[server] }, deps, [task])
    },
  }
}

async function readWindow(deps: SourceDeps, server: keyof typeof TITLES, url: string): Promise<PartRead> {
  const entries: BuiltRecord[] = []
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const answer = await deps.http.fetchText(`${url}/${entries.length}/json`, {
      ...LIMITS,
      signal: deps.signal,
    })
    const collection = readCollection(answer.status === 'ok' ? answer.body : '')
    // `total` is inflated at times: an empty page is the end, and what a page holds is the stride (30 or 100).
    if (collection.length === 0) break
    entries.push(...collection.map((item) => readPreprint(item, server)))
  }
  return { part: { name: server, url, notModified: false, quiet: entries.length === 0 }, entries }
}

/** "no posts found" comes with status 200, as a message or as the whole body. */
function readCollection(body: string): readonly unknown[] {
  if (/^\W*no posts found\W*$/i.test(body.slice(0, 200))) return []
  const parsed = page.safeParse(JSON.parse(body))
  if (!parsed.success) throw new SyntaxError('not a list of preprints')
  const { collection } = parsed.data
  if (collection === undefined && !/no posts found/i.test(body.slice(0, 2_000)))
    throw new SyntaxError('no collection')
  return collection ?? []
}

function readPreprint(item: unknown, server: keyof typeof TITLES): BuiltRecord {
  const parsed = preprint.safeParse(item)
  if (!parsed.success) return { rejected: parsed.error.issues.map((issue) => issue.message).join('; ') }
  const { doi, title, version, category, type, ...rest } = parsed.data
  const postedAt = parseDate(rest.date ?? '')
  const first = version === undefined || version === 1
  return buildRecord({
    doi,
    version,
    title,
    abstract: rest.abstract ?? '',
    authors: parseAuthorList(rest.authors ?? ''),
    categories: category === undefined ? [] : [category.toLowerCase()],
    publishedAt: first ? postedAt : undefined,
    updatedAt: first ? undefined : postedAt,
    announcedAt: postedAt,
    announcement: first ? 'new' : 'replace',
    organization: rest.author_corresponding_institution,
    withdrawn: /withdraw/i.test(type ?? '') || /^\W*withdrawn\b/i.test(title),
    url: `https://www.${server}.org/content/${encodeURI(doi)}v${version ?? 1}`,
  })
}
