import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cli, jsonLines } from './run-cli.ts'

let database: TestDatabase
let folder: string
const env = () => ({ DATABASE_URL: database.url })

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-cli-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const record = (id: string, title: string) => ({
  id,
  title,
  abstract: `${title}: a tokenizer for language models, with byte-pair encoding and a vocabulary of subwords.`,
  categories: ['cs.CL'],
})

async function file(name: string, content: string | Buffer): Promise<string> {
  const where = path.join(folder, name)
  await writeFile(where, content)
  return where
}

test('an import keeps the good records, names the bad ones by line and reason, and exits 1', async () => {
  const lines = [
    JSON.stringify(record('2510.00001v2', 'Tokens for all')),
    '{"title": "cut',
    JSON.stringify({ title: 'No abstract' }),
    JSON.stringify(record('2510.00002', 'More tokens')),
  ]
  const where = await file('mixed.jsonl', lines.join('\n'))
  const { code, out, err } = await cli(['papers', 'import', where, '--json'], env())
  expect(code).toBe(1)
  expect(jsonLines(out)).toMatchObject([
    {
      ok: false,
      read: 4,
      added: 2,
      changed: 0,
      unchanged: 0,
      rejectedCount: 2,
      rejected: [{ line: 2 }, { line: 3 }],
    },
  ])
  expect(err).toContain(`${where}, line 2: not valid JSON`)
  expect(err).toContain(`${where}, line 3: abstract is missing`)
})

test('importing the same file again, gzipped or not, changes nothing', async () => {
  const papers = [record('2510.00003', 'A third'), record('2510.00004', 'A fourth')]
  const plain = await file('plain.json', JSON.stringify(papers))
  const zipped = await file('papers.json.gz', gzipSync(JSON.stringify(papers)))
  expect(await cli(['papers', 'import', plain], env())).toEqual({
    code: 0,
    out: '2 records: 2 added, 0 changed, 0 unchanged, 0 rejected\n',
    err: '',
  })
  const again = await cli(['papers', 'import', zipped, '--json'], env())
  expect(again.code).toBe(0)
  expect(jsonLines(again.out)).toMatchObject([{ ok: true, read: 2, added: 0, changed: 0, unchanged: 2 }])
})

test('a backfill brings papers that no list shows', async () => {
  const where = await file('old.json', JSON.stringify([record('1910.00001', 'An old paper on tokenization')]))
  const { code } = await cli(['papers', 'import', where, '--backfill'], env())
  expect(code).toBe(0)
  const rows = await queryRows(
    database.db,
    z.object({ listed: z.boolean() }),
    sql`select listed_at is not null as listed from papers where arxiv_id = '1910.00001'`,
  )
  expect(rows).toEqual([{ listed: false }])
  expect((await cli(['papers', 'list', '--limit', '100'], env())).out).not.toContain('An old paper')
})

test('papers list answers a line of JSON per paper, in order, across the pages of the query', async () => {
  const many = Array.from({ length: 230 }, (_, index) =>
    record(`2511.${10_000 + index}`, `Number ${index} of many`),
  )
  await cli(['papers', 'import', await file('many.json', JSON.stringify(many))], env())
  const { code, out } = await cli(['papers', 'list', '--sort', 'new', '--limit', '225', '--json'], env())
  expect(code).toBe(0)
  const listed = z
    .array(
      z.object({
        id: z.string(),
        listedAt: z.iso.datetime(),
        topics: z.array(z.object({ slug: z.string() })),
      }),
    )
    .parse(jsonLines(out))
  expect(listed.length).toBe(225)
  expect(new Set(listed.map((paper) => paper.id)).size).toBe(225)
  expect(listed.map((paper) => paper.listedAt)).toEqual(
    listed
      .map((paper) => paper.listedAt)
      .toSorted()
      .reverse(),
  )
})

test('papers list --topic shows papers of that topic only', async () => {
  const { out } = await cli(['papers', 'list', '--topic', 'tokenization', '--limit', '3', '--json'], env())
  const papers = z.array(z.object({ topics: z.array(z.object({ slug: z.string() })) })).parse(jsonLines(out))
  expect(papers.length).toBe(3)
  for (const paper of papers) expect(paper.topics.map((topic) => topic.slug)).toContain('tokenization')
})

test('topics classify answers under the id of the file, or the canonical one, without any database', async () => {
  const { id: _, ...nameless } = record('', 'Nameless tokens')
  const lines = [
    JSON.stringify(record('2510.00001v2', 'Tokens for all')),
    'not json',
    JSON.stringify(nameless),
  ]
  const where = await file('classify.jsonl', lines.join('\n'))
  const { code, out, err } = await cli(['topics', 'classify', where], {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  })
  expect(code).toBe(1)
  expect(err).toContain(`${where}, line 2: not valid JSON`)
  const Answer = z.strictObject({
    id: z.string(),
    topics: z.array(
      z.strictObject({ slug: z.string(), score: z.number().min(0).max(1), because: z.array(z.string()) }),
    ),
  })
  const answers = z.array(Answer).parse(jsonLines(out))
  expect(answers.map((answer) => answer.id)).toEqual(['2510.00001v2', 'title:nameless tokens'])
  for (const answer of answers) expect(answer.topics.map((topic) => topic.slug)).toContain('tokenization')
})

test('a title cannot steer the terminal', async () => {
  const where = await file(
    'escape.json',
    JSON.stringify([{ ...record('2510.00009', 'x'), title: 'Red \u001b[31m alert \u202egnp' }]),
  )
  await cli(['papers', 'import', where], env())
  const { out } = await cli(['papers', 'list', '--query', 'alert'], env())
  expect(out).toContain('alert')
  for (const control of ['\u001b', '\u202e']) expect(out).not.toContain(control)
})

test('reclassify looks at every stored paper and tells how many changed', async () => {
  await database.db.execute(sql`update paper_topics set topic = 'gone-' || topic`)
  const { code, out } = await cli(['papers', 'reclassify', '--json'], env())
  expect(code).toBe(0)
  const [counts] = await queryRows(
    database.db,
    z.object({ papers: z.number(), gone: z.number() }),
    sql`select (select count(*)::int from papers) as papers, (select count(*)::int from paper_topics where topic like 'gone-%') as gone`,
  )
  expect(counts?.gone).toBe(0)
  expect(jsonLines(out)).toMatchObject([{ ok: true, checked: counts?.papers, changed: expect.any(Number) }])
})
