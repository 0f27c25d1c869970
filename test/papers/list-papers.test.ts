import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findPaper, listPapers, type PaperQuery } from '../../services/papers/list-papers.ts'
import type { Db } from '../../services/platform/db/connect.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
const dialect = new PgDialect({ casing: 'snake_case' })
const paperCount = 50_000

beforeAll(async () => {
  database = await createTestDatabase()
  await fillDatabase()
}, 120_000)
afterAll(() => database.close())

const ask = (query: Partial<PaperQuery> = {}) =>
  listPapers(database.db, { sort: 'trending', limit: 20, ...query })

async function walk(query: Partial<PaperQuery>): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await ask({ limit: 100, ...query, cursor })
    ids.push(...page.papers.map((paper) => paper.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return ids
}

async function idsWhere(condition: SQL, order: SQL): Promise<string[]> {
  const rows = await queryRows(
    database.db,
    z.object({ id: z.coerce.string() }),
    sql`select id from papers p where ${condition} order by ${order}, id desc`,
  )
  return rows.map((row) => row.id)
}

describe('pages', () => {
  test('walked to the end they hold each paper once, in order, ties and microseconds included', async () => {
    const listed = sql`listed_at is not null and not withdrawn and categories @> '{cs.RO}'`
    expect(await walk({ category: 'cs.RO', sort: 'new' })).toEqual(
      await idsWhere(listed, sql`listed_at desc`),
    )
    expect(await walk({ category: 'cs.RO' })).toEqual(await idsWhere(listed, sql`score desc`))
  })

  test('a search also finds what was never listed, and nothing withdrawn', async () => {
    const found = await walk({ query: 'zebra OR "striped horse"', sort: 'new' })
    expect(found).toEqual(
      await idsWhere(
        sql`title like '%zebra%' and not withdrawn`,
        sql`coalesce(listed_at, published_at, changed_at) desc`,
      ),
    )
    expect(found.length).toBeGreaterThan(0)
  })

  test.each(['new', 'trending'] as const)(
    'a search for what most papers say is in order too: %s',
    async (sort) => {
      const first = await ask({ query: 'language', sort, limit: 100 })
      const second = await ask({ query: 'language', sort, limit: 100, cursor: first.nextCursor })
      const order = sort === 'new' ? sql`coalesce(listed_at, published_at, changed_at) desc` : sql`score desc`
      const ids = [first, second].flatMap((page) => page.papers.map((paper) => paper.id))
      expect(ids).toEqual((await idsWhere(sql`not withdrawn`, order)).slice(0, 200))
    },
  )

  test('a day has the papers listed on it, UTC', async () => {
    const on = sql`not withdrawn and listed_at >= '2026-11-20Z' and listed_at < '2026-11-21Z'`
    expect(await walk({ date: '2026-11-20', sort: 'new' })).toEqual(await idsWhere(on, sql`listed_at desc`))
  })

  test('a topic has its papers, each with the words that decided', async () => {
    const { papers } = await ask({ topic: 'tokenization' })
    expect(papers).toHaveLength(20)
    for (const paper of papers) {
      expect(paper.topics).toContainEqual({
        slug: 'tokenization',
        score: 0.75,
        because: ['tokenizer', 'vocabulary'],
      })
    }
  })
})

describe('hostile input', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test.each([
    ['no base64', '%%%'],
    ['no JSON', 'aGFsbG8'],
    ['another sort', encode({ sort: 'new', key: '17', id: 3 })],
    ['a number Postgres cannot hold', encode({ sort: 'trending', key: '1e999', id: 3 })],
    ['SQL', encode({ sort: 'trending', key: "0'; drop table papers", id: 3 })],
    ['an id that is none', encode({ sort: 'trending', key: '1', id: -3 })],
  ])('a cursor with %s is refused as invalid', async (_, cursor) => {
    await expect(ask({ cursor })).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  test('a day that is not in the calendar is refused as invalid', async () => {
    for (const date of ['2026-02-30', 'yesterday', '20261124'])
      await expect(ask({ date })).rejects.toMatchObject({ code: 'DATE_INVALID' })
  })

  test.each(['the', '', '((("', '\0', ':* & | !', '😀 \ud800', "'; drop table papers"])(
    'the search %j finds nothing and breaks nothing',
    async (query) => {
      expect((await ask({ query })).papers).toEqual([])
    },
  )
})

test.each([
  ['papers_score', {}],
  ['papers_listed', { sort: 'new' }],
  ['papers_listed', { date: '2026-11-20', sort: 'new' }],
  ['papers_search', { query: 'zebra' }],
  ['papers_search', { query: 'zebra', topic: 'tokenization' }],
  ['papers_score', { query: 'language' }],
  ['papers_newest', { query: 'language', sort: 'new' }],
  ['papers_score', { query: 'language', topic: 'tokenization' }],
  ['papers_categories', { category: 'math.AG' }],
  ['paper_topics_topic', { topic: 'rare' }],
] as const)('%s answers %j, also past the first page', async (index, query) => {
  const first = await ask({ ...query, limit: 2 })
  expect(first.nextCursor).toBeDefined()
  for (const cursor of [undefined, first.nextCursor]) {
    const plan = await explain({ ...query, cursor })
    expect(plan).toContain(index)
    expect(plan).not.toMatch(/Seq Scan on papers/)
  }
})

test('a paper shows its topics, and what its score is made of', async () => {
  const now = new Date('2026-11-24T12:00:00Z')
  const paper = await findPaper(database.db, '11', now)
  expect(paper).toMatchObject({
    id: '11',
    withdrawn: false,
    counters: [{ source: 'page', readings: 2, first: { upvotes: 4 }, last: { upvotes: 9 } }],
  })
  expect(paper?.trending).toMatchObject({ points: 9, typical: 6 })
  for (const unknown of ['0', '-1', '1e3', 'x', '99999999', '99999999999999999999'])
    expect(await findPaper(database.db, unknown)).toBeUndefined()
})

/** The plans of all that was asked, each under the settings made before it. */
async function explain(query: Partial<PaperQuery>): Promise<string> {
  const asked: SQL[] = []
  await listPapers(listenTo(database.db, asked), { sort: 'trending', limit: 20, ...query })
  return database.db.transaction(async (tx) => {
    const plans: string[] = []
    for (const statement of asked) {
      if (dialect.sqlToQuery(statement).sql.startsWith('set ')) await tx.execute(statement)
      else {
        const rows = await queryRows(tx, z.record(z.string(), z.string()), sql`explain ${statement}`)
        plans.push(...rows.map((row) => row['QUERY PLAN'] ?? ''))
      }
    }
    return plans.join('\n')
  })
}

function listenTo<Asked extends Pick<Db, 'execute'>>(db: Asked, asked: SQL[]): Asked {
  return new Proxy(db, {
    get: (target, name) => {
      if (name === 'execute')
        return (statement: SQL) => {
          asked.push(statement)
          return target.execute(statement)
        }
      if (name === 'transaction')
        return (work: (tx: Pick<Db, 'execute'>) => Promise<unknown>) =>
          database.db.transaction((tx) => work(listenTo(tx, asked)))
      return Reflect.get(target, name)
    },
  })
}

/** Papers of 70 days: one in 11 withdrawn, one in 13 never listed, many with equal scores and instants. */
async function fillDatabase(): Promise<void> {
  await database.db.execute(sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, listed_at, published_at, changed_at, withdrawn, score)
    select 'title:' || n, 'Paper ' || n || case when n % 997 = 5 then ' zebra' else '' end,
      repeat('Learning representations of language and vision at scale. ', 12), '{Ada Lovelace}', '{"lovelace a"}',
      case when n % 5000 = 7 then '{math.AG}'::text[] when n % 100 = 3 then '{cs.CL,cs.RO}' else '{cs.CL}' end,
      'https://arxiv.org/abs/2510.00001',
      case when n % 13 > 0 then timestamptz '2026-11-24Z' - (n / 1000) * interval '1 day' - (n % 50) * interval '1234567 microseconds' end,
      '2026-01-01Z', '2026-11-24Z', n % 11 = 0 and n <> 11, (n % 700) / 300.0
    from generate_series(1, ${paperCount}::int) n`)
  await database.db.execute(sql`
    insert into paper_topics
    select id, 'tokenization', 0.75, '{tokenizer,vocabulary}'::text[] from papers where id % 9 = 2
    union all select id, 'rare', 0.5, '{}'::text[] from papers where id % 6000 = 1`)
  await database.db.execute(sql`
    insert into paper_counters values
      (11, 'page', '2026-11-24T01:00Z', 4, 0, 0), (11, 'page', '2026-11-24T03:00Z', 9, 0, 0)`)
  await database.db.execute(sql`vacuum analyze papers`)
  await database.db.execute(sql`analyze paper_topics`)
}
