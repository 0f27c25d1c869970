import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Served, serve } from '../papers/sources/serve.ts'
import { cli, jsonLines } from './run-cli.ts'

let database: TestDatabase
let server: Served
const fixture = (name: string) => readFileSync(new URL(`../papers/sources/fixtures/${name}`, import.meta.url))
const jsonFeed = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Lab',
  items: [
    { id: 'one', url: 'https://lab.example/one', title: 'Sheep that count back', content_text: 'Words.' },
  ],
})

beforeAll(async () => {
  database = await createTestDatabase()
  server = await serve((request, response) => {
    const url = request.url ?? ''
    if (url === '/lab.json')
      response.writeHead(200, { 'content-type': 'application/feed+json' }).end(jsonFeed)
    else if (url.startsWith('/details/'))
      response.end(url.endsWith('/0/json') ? fixture('biorxiv-page-1.json') : '{"collection":[]}')
    else if (url.includes('month=2026-10') && url.endsWith('p=0'))
      response.end(fixture('hugging-face-day.json'))
    else response.end('[]')
  })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const env = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  OPERATOR_CONTACT: 'mailto:ops@example.org',
  HF_URL: server.url,
  BIORXIV_URL: server.url,
  FEEDS: `lab=${server.url}/lab.json`,
  ...more,
})
const at = { now: () => new Date('2026-11-24T12:00:00Z') }

test('each source is read by its name, a named feed among those that run', async () => {
  for (const name of ['biorxiv', 'feed:lab']) {
    const { code, out } = await cli(['ingest', '--source', name, '--json'], env(), at)
    expect({ code, out: jsonLines(out) }).toMatchObject({
      code: 0,
      out: [{ ok: true, sources: [{ source: name, state: 'done' }] }],
    })
  }
  const all = await cli(['ingest', '--json'], env({ SOURCES: 'medrxiv' }), at)
  expect(jsonLines(all.out)).toMatchObject([{ sources: [{ source: 'medrxiv' }, { source: 'feed:lab' }] }])
  const { code, err } = await cli(['ingest', '--source', 'feed:other'], env(), at)
  expect(code).toBe(2)
  expect(err).toContain('There is no source feed:other. Known ones: huggingface, arxiv')
})

test('a category that arXiv does not have is named', async () => {
  const categories = { ARXIV_CATEGORIES: 'cs.CL,cs.XX' }
  const { code, err } = await cli(['ingest', '--source', 'arxiv'], env(categories), at)
  expect({ code, err }).toEqual({
    code: 1,
    err: 'ARXIV_CATEGORIES names cs.XX, which arXiv does not have.\n',
  })
})

test('a backfill fills the archive, and enters no list', async () => {
  const days = ['--from', '2026-10-01', '--until', '2026-10-31']
  const { code, out } = await cli(
    ['papers', 'backfill', '--source', 'huggingface', ...days, '--json'],
    env(),
    at,
  )
  expect({ code, out: jsonLines(out) }).toMatchObject({ code: 0, out: [{ ok: true, source: 'huggingface' }] })
  const [row] = await database.db.execute(
    sql`select listed_at from papers where canonical_id = 'arxiv:2611.04001'`,
  )
  expect(row).toEqual({ listed_at: null })
  const wrong = await cli(['papers', 'backfill', '--source', 'arxiv', '--from', '2026-02-30'], env(), at)
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Give a day such as 2026-10-01.') })
})

test('a source is read again from what was kept', async () => {
  const asked = server.asked.length
  const { code, out } = await cli(['papers', 'replay-source', 'feed:lab', '--json'], env(), at)
  expect({ code, out: jsonLines(out) }).toMatchObject({
    code: 0,
    out: [{ ok: true, source: 'feed:lab', failed: 0, added: 0 }],
  })
  expect(server.asked.length).toBe(asked)
})

test('a source that stopped shows in doctor, as failed or as stalled, with what to do', async () => {
  const stopped = { SOURCES: 'biorxiv', FEEDS: '', BIORXIV_URL: `${server.url}/nothing-here` }
  const found = async (now: string) => {
    const { out } = await cli(['doctor', '--json'], env(stopped), { now: () => new Date(now) })
    return /"name":"source biorxiv","state":"(\w+)","found":"([^"]*)"/.exec(out)?.slice(1)
  }
  expect((await found('2026-11-24T12:05:00Z'))?.[0]).toBe('ok')
  expect(await found('2026-11-27T12:00:00Z')).toEqual([
    'warn',
    expect.stringMatching(/^stalled, .*not read since/),
  ])
  await cli(['ingest', '--source', 'biorxiv'], env(stopped), { now: () => new Date('2026-11-27T12:00:00Z') })
  expect(await found('2026-11-27T12:05:00Z')).toEqual(['warn', expect.stringMatching(/^failed, /)])
})
