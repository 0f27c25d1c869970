import type { Db } from '../platform/db/connect.ts'
import { findStoredPaper, findTypical, listReadings, type StoredDetail } from './paper-store.ts'
import { type CounterReading, explainTrending, type TrendingParts } from './trending.ts'
import { trending } from './trending-constants.ts'

type Counters = { readonly upvotes: number; readonly comments: number; readonly stars: number }

/** How a source's counters of a paper went, from its first reading to its latest. */
export type CounterHistory = {
  readonly source: string
  readonly readings: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly first: Counters
  readonly last: Counters
}

export type PaperDetail = StoredDetail & {
  /** What the trending score is made of at this moment; undefined for a paper that does not take part. */
  readonly trending: TrendingParts | undefined
  readonly counters: readonly CounterHistory[]
}

/** The paper with this id, withdrawn ones included and marked. The id of a row that was merged leads to what it became. */
export async function findPaper(
  db: Pick<Db, 'execute'>,
  paperId: string,
  now: Date = new Date(),
): Promise<PaperDetail | undefined> {
  if (!/^[1-9]\d{0,14}$/.test(paperId)) return undefined
  const paper = await findStoredPaper(db, Number(paperId))
  if (paper === undefined) return undefined
  const readings = await listReadings(db, Number(paper.id))
  const typical = await findTypical(db, paper.topics[0]?.slug)
  const isScored =
    paper.listedAt !== null && !paper.withdrawn && now.getTime() - paper.listedAt.getTime() < windowMs
  const parts =
    paper.listedAt !== null && isScored
      ? explainTrending({ listedAt: paper.listedAt, readings, typical }, now)
      : undefined
  return { ...paper, trending: parts, counters: summarise(readings) }
}

const windowMs = trending.windowDays * 24 * 3_600_000

/** `readings` oldest first. */
function summarise(readings: readonly CounterReading[]): CounterHistory[] {
  return [...new Set(readings.map((reading) => reading.source))].flatMap((source) => {
    const own = readings.filter((reading) => reading.source === source)
    const [first] = own
    const last = own.at(-1)
    if (first === undefined || last === undefined) return []
    return [
      {
        source,
        readings: own.length,
        firstAt: first.takenAt,
        lastAt: last.takenAt,
        first: pickCounters(first),
        last: pickCounters(last),
      },
    ]
  })
}

function pickCounters({ upvotes, comments, stars }: CounterReading): Counters {
  return { upvotes, comments, stars }
}
