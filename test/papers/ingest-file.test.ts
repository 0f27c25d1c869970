import { createReadStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ImportOptions, importPapers } from '../../services/papers/ingest.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, listRows, rowVersions } from './ingest-samples.ts'

let database: TestDatabase
let at: Date
const sample = new URL('../../services/papers/data/sample-papers.json', import.meta.url)

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  at = new Date('2026-11-24T06:00:00Z')
  await clearPapers(database.db)
})
afterAll(() => database.close())

function load(stream: Readable, options: Partial<ImportOptions> = {}) {
  const deps = { db: database.db, classify: classifyByTitle, now: () => at }
  return importPapers(deps, stream, { source: 'file', ...options })
}

/** `count` records of as many papers, and what `more` says of each. */
function* lines(count: number, more: (index: number) => object = () => ({})): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) {
    const record = {
      id: `2510.${10_000 + index}`,
      title: `Paper ${index}`,
      abstract: 'Words.',
      ...more(index),
    }
    yield Buffer.from(`${JSON.stringify(record)}\n`)
  }
}

test('the sample imports whole, plain or gzipped, and a second time changes nothing', async () => {
  expect(await load(createReadStream(sample))).toMatchObject({
    read: 67,
    added: 67,
    unchanged: 0,
    rejectedCount: 0,
  })
  const before = await rowVersions(database.db)
  at = new Date('2026-11-25T06:00:00Z')
  const gzipped = Readable.from([gzipSync(readFileSync(sample))])
  expect(await load(gzipped)).toMatchObject({
    read: 67,
    added: 0,
    changed: 0,
    unchanged: 67,
    rejectedCount: 0,
  })
  expect(await rowVersions(database.db)).toEqual(before)
})

test('bad records are named by line and reason, the first thousand of them, and the good ones are kept', async () => {
  const everyThird = (index: number) => (index % 3 === 0 ? { title: '' } : {})
  const result = await load(Readable.from(lines(3_600, everyThird)))
  expect(result).toMatchObject({ read: 3_600, added: 2_400, changed: 0, unchanged: 0, rejectedCount: 1_200 })
  expect(result.rejected).toHaveLength(1_000)
  expect(result.rejected.slice(0, 2)).toEqual([
    { line: 1, reason: expect.stringContaining('title') },
    { line: 4, reason: expect.stringContaining('title') },
  ])
  expect(await listRows(database.db)).toHaveLength(2_400)
})

test('a file that tells of one paper twice, far apart and differently, changes nothing the second time', async () => {
  const retold = (index: number) => ({
    id: `2510.${10_000 + (index % 700)}`,
    abstract: `Told as number ${index}.`,
    upvotes: 1_000 - (index % 900),
  })
  expect(await load(Readable.from(lines(1_400, retold)))).toMatchObject({ added: 700, read: 1_400 })
  const before = await rowVersions(database.db)
  at = new Date('2026-11-25T06:00:00Z')
  expect(await load(Readable.from(lines(1_400, retold)))).toMatchObject({
    added: 0,
    changed: 0,
    unchanged: 1_400,
  })
  expect(await rowVersions(database.db)).toEqual(before)
})

test('an old file does not lower the votes known since, and a backfill lists nothing', async () => {
  await load(Readable.from(lines(1, () => ({ upvotes: 50 }))), { listing: 'backfill' })
  await load(Readable.from(lines(1, () => ({ upvotes: 40 }))), { listing: 'backfill' })
  expect(await listRows(database.db)).toMatchObject([{ upvotes: 50, listed: false }])
})

test('progress is told a batch at a time', async () => {
  const told: number[] = []
  await load(Readable.from(lines(1_200)), { onProgress: (read) => told.push(read) })
  expect(told).toEqual([500, 1_000, 1_200])
})

test('a stream that breaks ends the import with its error, and what was stored before stays', async () => {
  async function* breaking() {
    yield* lines(1_100)
    throw new Error('the disk is gone')
  }
  await expect(load(Readable.from(breaking()))).rejects.toThrow('the disk is gone')
  expect((await listRows(database.db)).length).toBeGreaterThanOrEqual(500)
})
