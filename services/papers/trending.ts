import type { Db } from '../platform/db/connect.ts'
import { trending } from './trending-constants.ts'
import { clearScores, writeScores } from './trending-store.ts'

/**
 * Measures what is typical per topic and scores every paper listed in the last 45 days; older and withdrawn ones go to
 * zero. Only scores that moved meaningfully are written. Returns how many were looked at and how many written.
 */
export async function rescorePapers(deps: {
  readonly db: Db
  readonly now: () => Date
}): Promise<{ scored: number; written: number }> {
  const now = deps.now()
  return deps.db.transaction(async (db) => {
    const cleared = await clearScores(db, now)
    const { scored, written } = await writeScores(db, now)
    return { scored, written: written + cleared }
  })
}

/** One reading of a paper's counters at one source. */
export type CounterReading = {
  readonly source: string
  readonly takenAt: Date
  readonly upvotes: number
  readonly comments: number
  readonly stars: number
}

export type TrendingParts = {
  /** Points gathered so far: votes, half-weighted comments, stars won since the first reading. */
  readonly points: number
  /** The same points, each worth half after every half-life since it was gathered. */
  readonly warmPoints: number
  /** What a paper of this topic usually gathers. */
  readonly typical: number
  /** How much of the warm window the paper has had so far, 0 (just listed) to 1. */
  readonly exposure: number
  /** Attention for the time it had, in multiples of what is typical for the topic; 1 at the moment of listing. */
  readonly pace: number
  /** log2(1 + pace): 1 is a typical paper at dawn, each further point about twice the attention. */
  readonly score: number
}

/**
 * The trending score of one paper and what it is made of. `typical` is its primary topic's, in points. The same
 * arithmetic runs set-based in trending-store.ts; test/papers/trending.test.ts holds the two together.
 */
export function explainTrending(
  paper: { readonly listedAt: Date; readonly readings: readonly CounterReading[]; readonly typical: number },
  now: Date,
): TrendingParts {
  const readings = paper.readings.filter((reading) => reading.takenAt <= now)
  const gathered = [...new Set(readings.map((reading) => reading.source))].map((source) =>
    sumGains(
      readings.filter((reading) => reading.source === source),
      now,
    ),
  )
  // Two sources that count the same votes must not add up.
  const points = Math.max(0, ...gathered.map((source) => source.points))
  const warmPoints = Math.max(0, ...gathered.map((source) => source.warmPoints))
  const freshness = decay(paper.listedAt, now)
  const exposure = 1 - freshness
  const pace =
    (warmPoints / paper.typical + trending.priorExposure * freshness) / (exposure + trending.priorExposure)
  return { points, warmPoints, typical: paper.typical, exposure, pace, score: Math.log2(1 + pace) }
}

/** 1 at `since`, half after each half-life. */
function decay(since: Date, now: Date): number {
  const hours = Math.max(0, (now.getTime() - since.getTime()) / 3_600_000)
  return 0.5 ** (hours / trending.halfLifeHours)
}

/** Only a rise above the highest reading so far is a gain: a vote taken back and given again is not two. */
function sumGains(readings: readonly CounterReading[], now: Date): { points: number; warmPoints: number } {
  const inOrder = readings.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime())
  const firstStars = inOrder[0]?.stars ?? 0
  let points = 0
  let warmPoints = 0
  for (const reading of inOrder) {
    const reached = toPoints(reading, firstStars)
    warmPoints += Math.max(0, reached - points) * decay(reading.takenAt, now)
    points = Math.max(points, reached)
  }
  return { points, warmPoints }
}

/** A repository's stars may be years old: only those won since the first reading speak for the paper. */
function toPoints(reading: CounterReading, firstStars: number): number {
  const comments = Math.min(reading.comments, reading.upvotes)
  return (
    reading.upvotes + trending.commentPoints * comments + trending.starPoints * (reading.stars - firstStars)
  )
}

/** The median of a topic drawn toward the general one, as far as too few papers stand behind it. */
export function settleTypical(median: number, papers: number, general: number): number {
  const settled = (papers * median + trending.baselinePapers * general) / (papers + trending.baselinePapers)
  return Math.max(trending.leastTypical, settled)
}
