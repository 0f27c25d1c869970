import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { purgeSources } from '../../services/papers/purge-sources.ts'
import { replaySource } from '../../services/papers/replay-source.ts'
import { runSource } from '../../services/papers/run-source.ts'
import { buildArxivRssSource } from '../../services/papers/sources/arxiv-rss.ts'
import { buildHuggingFaceSource } from '../../services/papers/sources/hugging-face.ts'
import { clearPapers, listRows } from './ingest-samples.ts'
import { createSourceWorld, feed, minutes, type SourceWorld, wholeDay } from './source-world.ts'

let world: SourceWorld
beforeAll(async () => {
  world = await createSourceWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const titles = async () => (await listRows(world.db)).map((row) => row.title).sort()
const count = async (table: 'raw_answers' | 'source_runs') => {
  const [row] = await world.db.execute(sql`select count(*)::int as n from ${sql.identifier(table)}`)
  return row?.['n']
}
const page = () => buildHuggingFaceSource({ baseUrl: world.server.url })
const replay = (source = page()) => replaySource({ ...world.deps(), source }, new Date(0))

test('what a parser lost is read again from what was kept, days later and without asking anybody', async () => {
  world.answer = wholeDay
  await world.readPage()
  const read = await titles()
  const asked = world.server.asked.length
  await clearPapers(world.db)
  world.later(minutes(3 * 24 * 60))
  expect(await replay()).toMatchObject({ runs: 1, failed: 0, added: read.length, changed: 0 })
  expect(await titles()).toEqual(read)
  expect(world.server.asked.length).toBe(asked)
  expect(await replay()).toMatchObject({ added: 0, changed: 0 })
})

test('votes of that time do not undo those of today', async () => {
  world.answer = wholeDay
  await world.readPage()
  await world.db.execute(sql`update papers set upvotes = 900`)
  await world.db.execute(sql`update paper_counters set upvotes = 900`)
  await replay()
  const [row] = await world.db.execute(sql`select min(upvotes) as least from papers`)
  expect(row?.['least']).toBe(900)
})

test('a feed in any charset is kept as it was read', async () => {
  world.answer = (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/rss+xml; charset=iso-8859-1' })
      .end(Buffer.from(feed.replace("Andr\\'e Muster", 'André Muster'), 'latin1'))
  const source = buildArxivRssSource({ baseUrl: world.server.url, categories: ['cs.CL'] })
  await world.readFeeds('cs.CL')
  const authors = async () => {
    const rows = await world.db.execute(sql`select authors from papers order by id`)
    return rows.map((row) => row['authors'])
  }
  const before = await authors()
  expect(JSON.stringify(before)).toContain('André Muster')
  await clearPapers(world.db)
  await replay(source)
  expect(await authors()).toEqual(before)
})

test('a run that was answered nothing cannot be read, and is counted so', async () => {
  world.answer = wholeDay
  await world.readPage()
  await world.db.execute(sql`update raw_answers set url = 'https://elsewhere.example/'`)
  expect(await replay()).toMatchObject({ runs: 1, failed: 1 })
})

test('nothing is kept where it is not wanted', async () => {
  world.answer = wholeDay
  await runSource({ ...world.deps(), source: page(), rawAnswerDays: 0 })
  expect(await count('raw_answers')).toBe(0)
})

test('answers go after some days, runs with all that hangs on them after ninety', async () => {
  world.answer = wholeDay
  await world.readPage()
  const kept = await count('raw_answers')
  world.later(minutes(6.9 * 24 * 60))
  await purgeSources(world.db, { rawAnswerDays: 7, now: world.at })
  expect(await count('raw_answers')).toBe(kept)
  world.later(minutes(0.2 * 24 * 60))
  await purgeSources(world.db, { rawAnswerDays: 7, now: world.at })
  expect(await count('raw_answers')).toBe(0)
  expect(await count('source_runs')).toBe(1)
  world.later(minutes(84 * 24 * 60))
  await purgeSources(world.db, { rawAnswerDays: 7, now: world.at })
  expect(await count('source_runs')).toBe(0)
})
