import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type CounterReading,
  explainTrending,
  rescorePapers,
  settleTypical,
} from '../../services/papers/trending.ts'
import { param, queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { clearPapers } from './ingest-samples.ts'

let database: TestDatabase
const now = new Date('2026-11-24T12:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clearPapers(database.db))
afterAll(() => database.close())

const voted = (hours: number, upvotes: number, source = 'page'): CounterReading => ({
  source,
  takenAt: hoursAgo(hours),
  upvotes,
  comments: 0,
  stars: 0,
})
const scoreOf = (listedHours: number, readings: readonly CounterReading[] = [], typical = 6) =>
  explainTrending({ listedAt: hoursAgo(listedHours), readings, typical }, now).score

describe('the formula', () => {
  test('three votes at dawn do not beat a hundred since yesterday', () => {
    expect(scoreOf(1, [voted(0.5, 3)])).toBeLessThan(scoreOf(24, [voted(20, 60), voted(4, 100)]))
  })

  test('a hundred votes of last week do not beat ten of today', () => {
    expect(scoreOf(9 * 24, [voted(8 * 24, 100)])).toBeLessThan(scoreOf(20, [voted(10, 6), voted(1, 10)]))
  })

  test('an old paper that is rediscovered comes back', () => {
    const quiet = [voted(20 * 24, 5)]
    expect(scoreOf(21 * 24, [...quiet, voted(2, 80)])).toBeGreaterThan(scoreOf(24, [voted(4, 12)]))
  })

  test('without votes the newest is first and the score is small, positive and falling', () => {
    const scores = [0, 1, 12, 48, 240, 1_000].map((hours) => scoreOf(hours))
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores[0]).toBeCloseTo(1, 12)
    expect(scores.at(-1)).toBeGreaterThan(0)
  })

  test('what is much in a quiet topic counts more than the same in a loud one', () => {
    expect(scoreOf(24, [voted(3, 12)], 3)).toBeGreaterThan(scoreOf(24, [voted(3, 12)], 30))
  })

  test('a vote taken back and given again is not two votes', () => {
    const once = explainTrending({ listedAt: hoursAgo(30), readings: [voted(20, 5)], typical: 6 }, now)
    const thrice = [voted(20, 5), voted(15, 4), voted(10, 5), voted(5, 4), voted(1, 5)]
    expect(explainTrending({ listedAt: hoursAgo(30), readings: thrice, typical: 6 }, now)).toEqual(once)
  })

  test('the stars a repository had before do not speak for the paper', () => {
    const stars = (hours: number, count: number) => ({ ...voted(hours, 0), stars: count })
    expect(scoreOf(24, [stars(20, 90_000)])).toBe(scoreOf(24))
    expect(scoreOf(24, [stars(20, 90_000), stars(2, 90_500)])).toBeGreaterThan(scoreOf(24))
  })
})

type Sample = {
  readonly listedAt: Date
  readonly topic: string | undefined
  readonly readings: readonly CounterReading[]
}

const reading = fc.record({
  source: fc.constantFrom('page', 'other'),
  takenAt: fc.integer({ min: -5, max: 400 }).map(hoursAgo),
  upvotes: fc.integer({ min: 0, max: 300 }),
  comments: fc.integer({ min: 0, max: 40 }),
  stars: fc.integer({ min: 0, max: 5_000 }),
})
const sample: fc.Arbitrary<Sample> = fc.record({
  listedAt: fc.integer({ min: -2, max: 44 * 24 }).map(hoursAgo),
  topic: fc.option(fc.constantFrom('agents', 'robotics'), { nil: undefined }),
  readings: fc.uniqueArray(reading, {
    maxLength: 6,
    selector: (one) => `${one.source} ${one.takenAt.getTime()}`,
  }),
})

test('the database scores every paper as the formula does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 12 }), async (samples) => {
      await clearPapers(database.db)
      await insertSamples(samples)
      await rescorePapers({ db: database.db, now: () => now })
      const typical = typicalOf(samples)
      const scores = await listScores()
      for (const [index, paper] of samples.entries()) {
        const expected = explainTrending({ ...paper, typical: typical(paper.topic) }, now).score
        expect(Math.abs((scores[index] ?? 0) - expected)).toBeLessThan(expected > 0.002 ? 1e-9 : 0.002)
      }
    }),
    { numRuns: 30 },
  )
})

test('a second scoring at the same instant writes nothing, and an hour later only what moved', async () => {
  await insertSamples([
    { listedAt: hoursAgo(3), topic: 'agents', readings: [voted(1, 9)] },
    { listedAt: hoursAgo(30 * 24), topic: 'agents', readings: [] },
  ])
  expect(await rescorePapers({ db: database.db, now: () => now })).toEqual({ scored: 2, written: 1 })
  expect(await rescorePapers({ db: database.db, now: () => now })).toEqual({ scored: 2, written: 0 })
  expect(await rescorePapers({ db: database.db, now: () => hoursAgo(-3) })).toEqual({ scored: 2, written: 1 })
})

test('a withdrawn paper and one out of the window lose their score', async () => {
  await insertSamples([
    { listedAt: hoursAgo(3), topic: undefined, readings: [] },
    { listedAt: hoursAgo(44 * 24), topic: undefined, readings: [voted(1, 50)] },
  ])
  await rescorePapers({ db: database.db, now: () => now })
  expect((await listScores()).every((score) => score > 0)).toBe(true)
  await database.db.execute(sql`update papers set withdrawn = true where id = 1`)
  await rescorePapers({ db: database.db, now: () => hoursAgo(-48) })
  expect(await listScores()).toEqual([0, 0])
})

/** The medians as README.md describes them, computed here the plain way. */
function typicalOf(samples: readonly Sample[]): (topic: string | undefined) => number {
  const counted = samples.flatMap(({ topic, listedAt, readings }) => {
    const past = readings.filter((one) => one.takenAt <= now)
    if (past.length === 0) return []
    return [{ topic, points: explainTrending({ listedAt, readings: past, typical: 1 }, now).points }]
  })
  const settle = (papers: readonly { points: number }[], general: number) =>
    settleTypical(median(papers.map((paper) => paper.points)), papers.length, general)
  const general = settle(counted, 6)
  return (topic) =>
    topic === undefined
      ? general
      : settle(
          counted.filter((paper) => paper.topic === topic),
          general,
        )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

async function insertSamples(samples: readonly Sample[]): Promise<void> {
  for (const [index, { listedAt, topic, readings }] of samples.entries()) {
    const id = index + 1
    await database.db.execute(sql`
      insert into papers (id, canonical_id, title, abstract, authors, author_keys, categories, url, listed_at, changed_at)
      overriding system value
      values (${id}, ${`title:${id}`}, 'A title', '', '{}', '{}', '{}', 'https://example.org/', ${param.instant(listedAt)}, now())`)
    if (topic !== undefined)
      await database.db.execute(sql`
        insert into paper_topics values (${id}, ${topic}, 0.9, '{}'), (${id}, 'beside', 0.4, '{}')`)
    for (const one of readings)
      await database.db.execute(sql`
        insert into paper_counters
        values (${id}, ${one.source}, ${param.instant(one.takenAt)}, ${one.upvotes}, ${one.comments}, ${one.stars})`)
  }
}

async function listScores(): Promise<number[]> {
  const rows = await queryRows(
    database.db,
    z.object({ score: z.number() }),
    sql`select score from papers order by id`,
  )
  return rows.map((row) => row.score)
}
