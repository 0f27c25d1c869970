import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Served, serve } from '../papers/sources/serve.ts'
import { cli, jsonLines } from './run-cli.ts'

let database: TestDatabase
let arxiv: Served
let huggingFace: Served

beforeAll(async () => {
  database = await createTestDatabase()
  const feed = await readFile(new URL('../papers/sources/fixtures/arxiv-rss.xml', import.meta.url))
  arxiv = await serve((_, response) => {
    response.setHeader('content-type', 'application/xml')
    response.end(feed)
  })
  huggingFace = await serve((_, response) => {
    response.statusCode = 404
    response.end()
  })
})
afterAll(async () => {
  await Promise.all([arxiv.close(), huggingFace.close()])
  await database.close()
})

const env = (sources: string) => ({
  DATABASE_URL: database.url,
  HF_URL: huggingFace.url,
  ARXIV_RSS_URL: arxiv.url,
  OPERATOR_CONTACT: 'mailto:ops@example.org',
  // One category is one request, and the pace between requests is that of the real arXiv.
  ARXIV_CATEGORIES: 'cs.CL',
  SOURCES: sources,
})

test('ingest reads the sources of SOURCES now and tells what each brought; again, it brings nothing new', async () => {
  const { code, out, err } = await cli(['ingest', '--json'], env('arxiv'))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(jsonLines(out)).toMatchObject([{ ok: true, sources: [{ source: 'arxiv', state: 'done' }] }])
  expect((await cli(['papers', 'list', '--json'], env(''))).out).not.toBe('')
  const again = await cli(['ingest'], env('arxiv'))
  expect(again).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^arxiv: \d+ papers? read, 0 added, 0 changed/),
  })
})

test('a source that fails is named with its reason, the others are read, and the exit code is 1', async () => {
  const { code, out, err } = await cli(['ingest', '--json'], env('huggingface,arxiv'))
  expect(code).toBe(1)
  const [answer] = jsonLines(out)
  expect(answer).toMatchObject({
    ok: false,
    sources: expect.arrayContaining([
      expect.objectContaining({
        source: 'huggingface',
        state: 'failed',
        reason: expect.stringContaining('404'),
      }),
      expect.objectContaining({ source: 'arxiv', state: 'done' }),
    ]),
  })
  expect(err).toMatch(/^huggingface failed: .*404/)
})

test('--source reads only the one it names, also where SOURCES does not', async () => {
  const { code, out } = await cli(['ingest', '--source', 'arxiv', '--json'], env(''))
  expect(code).toBe(0)
  expect(jsonLines(out)).toMatchObject([{ ok: true, sources: [{ source: 'arxiv' }] }])
})
