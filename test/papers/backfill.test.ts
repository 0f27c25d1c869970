import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backfillSource } from '../../services/papers/backfill.ts'
import { listSourceHealth } from '../../services/papers/run-source.ts'
import { buildArxivApiSource } from '../../services/papers/sources/arxiv-api.ts'
import { buildArxivOaiSource } from '../../services/papers/sources/arxiv-oai.ts'
import { buildBiorxivSource } from '../../services/papers/sources/biorxiv.ts'
import { buildHuggingFaceSource } from '../../services/papers/sources/hugging-face.ts'
import type { PaperSource } from '../../services/papers/sources/source.ts'
import { listRows } from './ingest-samples.ts'
import { createSourceWorld, day, type SourceWorld } from './source-world.ts'

let world: SourceWorld
beforeAll(async () => {
  world = await createSourceWorld()
})
beforeEach(async () => {
  await world.reset()
  world.server.asked.length = 0
})
afterAll(() => world.close())

const api = readFileSync(new URL('sources/fixtures/arxiv-api.xml', import.meta.url), 'utf8')
const fill = (source: PaperSource, from: string, until: string) =>
  backfillSource({ ...world.deps(), source }, { from: new Date(from), until: new Date(until) })

const oaiPage = (...records: readonly (readonly [id: string, created: string])[]) =>
  `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>${records
    .map(
      ([id, created]) =>
        `<record><header><identifier>oai:arXiv.org:${id}</identifier></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${id}</id><created>${created}</created><title>Title of ${id}</title><categories>cs.CL</categories><abstract>Words.</abstract></arXiv></metadata></record>`,
    )
    .join('')}</ListRecords></OAI-PMH>`
const noRecords =
  '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">none</error></OAI-PMH>'

describe('a missed batch of arXiv', () => {
  const source = () => buildArxivOaiSource({ baseUrl: world.server.url, categories: ['cs.CL'] })
  const fromOf = (url: string | undefined) => new URL(url ?? '', 'http://x').searchParams

  test('is read by the days of its change, a week at a time, and kept by the days of its submission', async () => {
    world.answer = (request, response) =>
      response.end(
        fromOf(request.url).get('from') === '2026-11-08'
          ? oaiPage(['2611.00001', '2026-11-05'], ['2610.00001', '2026-10-31'], ['2611.00009', '2026-11-09'])
          : noRecords,
      )
    expect(await fill(source(), '2026-11-01', '2026-11-08')).toEqual({
      ...{ seen: 1, added: 1, changed: 0, rejectedCount: 0, faults: [] },
    })
    const windows = world.server.asked.map((url) => [fromOf(url).get('from'), fromOf(url).get('until')])
    expect(windows).toEqual([
      ['2026-11-01', '2026-11-07'],
      ['2026-11-08', '2026-11-14'],
      ['2026-11-15', '2026-11-21'],
      ['2026-11-22', '2026-11-23'],
    ])
    const rows = await listRows(world.db)
    expect(rows).toMatchObject([{ canonical_id: 'arxiv:2611.00001', listed: false }])
  })

  test('that cannot be read is named by its days, and the others are kept', async () => {
    world.answer = (request, response) => {
      if (fromOf(request.url).get('from') === '2026-11-08') response.writeHead(404).end()
      else if (fromOf(request.url).get('from') === '2026-11-15')
        response.end(oaiPage(['2611.00002', '2026-11-15']))
      else response.end(noRecords)
    }
    const told = await fill(source(), '2026-11-01', '2026-11-23')
    expect(told).toMatchObject({ added: 1 })
    expect(told.faults).toEqual(['2026-11-08 to 2026-11-14: arXiv (OAI-PMH) answered 404'])
  })

  test('leaves rows among the runs, and the health of the source as it was', async () => {
    world.answer = (_, response) => response.end(noRecords)
    await fill(source(), '2026-11-20', '2026-11-20')
    const runs = await world.db.execute(sql`select source, state from source_runs`)
    expect([...runs]).toEqual([{ source: 'backfill:arxiv-oai', state: 'done' }])
    expect(await listSourceHealth(world.db, ['arxiv-oai'], world.at)).toMatchObject([{ state: 'never' }])
  })
})

test('the query API is asked for the days of submission', async () => {
  world.answer = (_, response) => response.end(api)
  const source = buildArxivApiSource({ baseUrl: world.server.url, categories: ['cs.CL'] })
  const told = await fill(source, '2026-11-01', '2026-11-02')
  expect(told.added).toBeGreaterThan(0)
  expect(new URL(world.server.asked[0] ?? '', 'http://x').searchParams.get('search_query')).toBe(
    'cat:cs.CL AND submittedDate:[202611010000 TO 202611022359]',
  )
})

test('the daily papers are asked for by month and week where one is whole', async () => {
  world.answer = (request, response) =>
    response.end(request.url?.includes('month=2026-10&') && request.url.endsWith('p=0') ? day : '[]')
  const told = await fill(buildHuggingFaceSource({ baseUrl: world.server.url }), '2026-10-01', '2026-10-31')
  expect(told.added).toBeGreaterThan(0)
  expect(world.server.asked[0]).toBe('/api/daily_papers?month=2026-10&limit=100&p=0')
  expect(world.server.asked.every((url) => url.includes('month=2026-10'))).toBe(true)
})

test('preprints are asked for by a few days at a time', async () => {
  world.answer = (_, response) => response.end('{"messages":[{"status":"no posts found"}],"collection":[]}')
  await fill(buildBiorxivSource({ baseUrl: world.server.url, server: 'medrxiv' }), '2026-11-01', '2026-11-04')
  expect(world.server.asked).toEqual([
    '/details/medrxiv/2026-11-01/2026-11-03/0/json',
    '/details/medrxiv/2026-11-04/2026-11-04/0/json',
  ])
})
