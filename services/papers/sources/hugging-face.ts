import { HttpClientError } from '../../platform/http-client/http-client-error.ts'
import type { BuiltRecord } from './build-record.ts'
import { collectParts, type PartRead, type PartTask } from './collect-parts.ts'
import { utcDay } from './dates.ts'
import { readHuggingFaceItem } from './hugging-face-item.ts'
import { type Period, splitIntoPeriods } from './periods.ts'
import type { PaperSource, SourceDeps } from './source.ts'

const SOURCE = { name: 'huggingface', title: 'Hugging Face' } as const
/** The API's maximum. */
const PAGE_SIZE = 100
/** A day has up to about 150 papers; a server that never answers an empty page must not hold the run. */
const MAX_PAGES = { date: 20, week: 40, month: 120 } as const
/** Votes keep coming for days after a paper is listed; without `since` the last days are read again for their counters. */
const DAYS_BACK = 2
const MAX_DAYS = 31
const DAY_MS = 86_400_000
/** 100 items with all their optional fields have about 1 MB. */
const LIMITS = { accept: 'application/json', maxBytes: 16 * 1024 * 1024, timeoutMs: 60_000 } as const

/**
 * Hugging Face's daily papers, by the day they were listed: `GET {base}/api/daily_papers?date=…&limit=…&p=…`. Between
 * `since` and `until` whole weeks and months are asked for as such, which takes a thirtieth of the requests.
 */
export function buildHuggingFaceSource(options: { readonly baseUrl: string }): PaperSource {
  return {
    name: SOURCE.name,
    fetch: (deps, since, until) => {
      const periods =
        since !== undefined && until !== undefined
          ? splitIntoPeriods(utcDay(since), utcDay(until))
          : daysToRead(deps.now(), since).map((day): Period => ({ kind: 'date', value: day }))
      return collectParts(
        SOURCE,
        deps,
        periods.map((period) => periodTask(options.baseUrl, period)),
      )
    },
  }
}

/** Newest first, so that today's papers are read even when the server's patience ends. */
function daysToRead(now: Date, since: Date | undefined): string[] {
  const today = Date.parse(utcDay(now))
  const wanted = since === undefined ? DAYS_BACK : Math.ceil((today - Date.parse(utcDay(since))) / DAY_MS)
  const count = Math.min(Math.max(wanted, 0), MAX_DAYS - 1) + 1
  return Array.from({ length: count }, (_, back) => utcDay(new Date(today - back * DAY_MS)))
}

function periodTask(baseUrl: string, period: Period): PartTask {
  const url = `${baseUrl}/api/daily_papers?${period.kind}=${period.value}&limit=${PAGE_SIZE}`
  return { name: period.value, url, read: (deps) => readPeriod(deps, { period, url }) }
}

type Asked = { readonly period: Period; readonly url: string }

async function readPeriod(deps: SourceDeps, { period, url }: Asked): Promise<PartRead> {
  const entries: BuiltRecord[] = []
  const seen = new Set<string>()
  const day = period.kind === 'date' ? period.value : undefined
  for (let page = 0; page < MAX_PAGES[period.kind]; page += 1) {
    const read = await readPage(deps, `${url}&p=${page}`, day)
    const fresh = read.filter((entry) => 'rejected' in entry || !seen.has(entry.record.canonicalId))
    for (const entry of fresh) if ('record' in entry) seen.add(entry.record.canonicalId)
    entries.push(...fresh)
    // The end is an empty page: a short one may only mean that the server's limit is lower than ours. A page without
    // anything new ends it too, for a server that ignores `p`.
    if (!fresh.some((entry) => 'record' in entry)) break
  }
  const quiet = entries.length === 0 && day !== undefined && isQuiet(deps, day)
  return { part: { name: period.value, url, notModified: false, quiet }, entries }
}

/** No list on a weekend, and none yet on the day that has just begun. */
function isQuiet(deps: SourceDeps, day: string): boolean {
  const weekday = new Date(day).getUTCDay()
  return weekday === 0 || weekday === 6 || day === utcDay(deps.now())
}

async function readPage(deps: SourceDeps, url: string, day: string | undefined): Promise<BuiltRecord[]> {
  try {
    const answer = await deps.http.fetchText(url, { ...LIMITS, signal: deps.signal })
    const items: unknown = JSON.parse(answer.status === 'ok' ? answer.body : '[]')
    if (!Array.isArray(items)) throw new SyntaxError('not a list of papers')
    return items.map(readHuggingFaceItem)
  } catch (error) {
    // A day that has not begun where the server counts its days is refused as lying in the future.
    const refused = error instanceof HttpClientError && error.status === 400
    if (refused && day === utcDay(deps.now())) return []
    throw error
  }
}
