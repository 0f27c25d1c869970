import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { choosePapers } from '../../services/digests/choose-papers.ts'
import { matchPapers } from '../../services/digests/match-papers.ts'
import type { Preferences } from '../../services/subscribers/preferences.ts'
import { saveInterests } from '../../services/subscribers/subscriber-store.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

type Follows = Partial<Pick<Preferences, 'topics' | 'categories' | 'keywords' | 'authors'>>

const interestsOf = (follows: Follows) =>
  saveInterests(world.db, { topics: [], categories: [], keywords: [], authors: [], ...follows })

/** The ids and reasons of what fits among the papers of the last day. */
async function match(follows: Follows) {
  const interests = await interestsOf(follows)
  const until = world.clock.now()
  const since = new Date(until.getTime() - 86_400_000)
  const found = (await matchPapers(world.db, [interests], { since, until })).get(interests) ?? []
  return found.map(({ paperId, because }) => ({ paperId, because }))
}

/** Papers of the test that begins: those of earlier tests fall out of the window. */
function nextDay() {
  world.clock.advance({ hours: 25 })
}

test('topics, categories, keywords and authors all bring papers, each with its reasons', async () => {
  nextDay()
  const tokens = await world.addPaper({ topics: ['tokenization'], score: 5 })
  const vision = await world.addPaper({ categories: ['cs.CV', 'cs.LG'], score: 4 })
  const word = await world.addPaper({
    abstract: 'We study how byte pairs are merging.',
    categories: [],
    score: 3,
  })
  const author = await world.addPaper({ authors: ['Aäron van den Oord'], categories: [], score: 2 })
  await world.addPaper({ categories: ['q-bio.NC'], score: 9 })
  const follows = {
    topics: ['agents', 'tokenization'],
    categories: ['cs.CV'],
    keywords: ['byte pair merges'],
    authors: ['A. van den Oord'],
  }
  expect(await match(follows)).toEqual([
    { paperId: tokens, because: ['tokenization'] },
    { paperId: vision, because: ['cs.CV'] },
    { paperId: word, because: ['byte pair merges'] },
    { paperId: author, because: ['A. van den Oord'] },
  ])
})

test('a paper that several names bring comes once, with all of them', async () => {
  nextDay()
  const paper = await world.addPaper({ topics: ['agents', 'tokenization'], categories: ['cs.CL'] })
  expect(
    await match({ topics: ['agents', 'tokenization'], categories: ['cs.CL'], keywords: ['measure'] }),
  ).toEqual([{ paperId: paper, because: ['agents', 'cs.CL', 'measure', 'tokenization'] }])
})

test('no interests at all bring everything trending, best first', async () => {
  nextDay()
  const low = await world.addPaper({ score: 1 })
  const high = await world.addPaper({ score: 2 })
  expect(await match({})).toEqual([
    { paperId: high, because: [] },
    { paperId: low, because: [] },
  ])
})

test('a keyword reads like a web search: phrases, or, and minus', async () => {
  nextDay()
  const [chain, thought, cat] = [
    await world.addPaper({ title: 'Chain of thought', categories: [] }),
    await world.addPaper({ title: 'Thought about a chain', categories: [] }),
    await world.addPaper({ title: 'Cats', categories: [] }),
  ]
  const ids = async (keyword: string) =>
    (await match({ keywords: [keyword] })).map((one) => one.paperId).sort((one, other) => one - other)
  expect(await ids('"chain of thought"')).toEqual([chain])
  expect(await ids('chain thought')).toEqual([chain, thought])
  expect(await ids('cats or thought')).toEqual([chain, thought, cat])
  expect(await ids('chain -"chain of thought"')).toEqual([thought])
})

test.each([
  ...[
    `' or 1=1 --`,
    `"`,
    `""`,
    `\\`,
    `!!!`,
    `((((`,
    `& | ! <-> :*`,
    `$1 %s ?`,
    `'; drop table papers; --`,
    `the of and`,
  ],
  ...[
    `-`,
    `-nothing`,
    `- - -`,
    `{}`,
    `{"a":"b"}`,
    `NULL`,
    `𝕏 😀`,
    `\u0001`,
    `or`,
    `or or or`,
    `a:*b`,
    `"unclosed`,
  ],
])('a hostile keyword brings nothing and breaks nothing: %j', async (keyword) => {
  nextDay()
  await world.addPaper({ title: 'Harmless' })
  expect(await match({ keywords: [keyword] })).toEqual([])
})

test.each(['', '***', '.', "'", '()', '{}', '\\'])(
  'an author without a name brings nobody: %j',
  async (author) => {
    nextDay()
    await world.addPaper({ authors: ['***', 'Ada Brandt'] })
    expect(await match({ authors: [author] })).toEqual([])
  },
)

test('only papers that became news in the window match', async () => {
  nextDay()
  const now = world.clock.now()
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  await world.addPaper({ listedAt: at(-1_440) })
  await world.addPaper({ listedAt: at(1) })
  await world.addPaper({ listedAt: null })
  await world.addPaper({ withdrawn: true })
  const inside = [await world.addPaper({ listedAt: at(-1_439) }), await world.addPaper({ listedAt: now })]
  expect((await match({})).map((one) => one.paperId).sort((one, other) => one - other)).toEqual(inside)
})

test('one statement answers for many interests, and one that nothing fits has an empty list', async () => {
  nextDay()
  const paper = await world.addPaper({ topics: ['agents'] })
  const ids = [await interestsOf({ topics: ['agents'] }), await interestsOf({ topics: ['nothing-here'] })]
  const until = world.clock.now()
  const found = await matchPapers(world.db, ids, { since: new Date(until.getTime() - 86_400_000), until })
  expect([...found.values()]).toMatchObject([[{ paperId: paper, because: ['agents'] }], []])
})

test('a reader gets the best papers they have not had', () => {
  const matches = [1, 2, 3, 4].map((paperId) => ({ paperId, because: [] }))
  expect(choosePapers(matches, new Set([1, 3]), 1).map((one) => one.paperId)).toEqual([2])
  expect(choosePapers(matches, new Set([1, 2, 3, 4]), 5)).toEqual([])
})

test('2,000 different interests over 300 papers are matched in one go', async () => {
  nextDay()
  await world.db.execute(sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, listed_at, changed_at, score)
    select 'speed:' || n, 'Paper on subject' || n % 60, repeat('words about method' || n % 40 || ' and data. ', 30), '{Ada Brandt}',
      array['author' || n % 90], array['cs.' || n % 20], 'https://example.org/p', ${world.clock.now().toISOString()}, now(), n
    from generate_series(1, 300) n`)
  await world.db.execute(sql`
    insert into paper_topics (paper_id, topic, score, because)
    select id, 'topic' || (id + k) % 29, 1, '{}' from papers, generate_series(1, 3) k where canonical_id like 'speed:%'`)
  const rows = await world.db.execute(sql`
    insert into interests (topics, categories, keywords, authors)
    select array['topic' || n % 29, 'topic' || n % 13], array['cs.' || n % 20], array['subject' || n % 60, 'method' || n, 'word' || n % 700], array['Au ' || n]
    from generate_series(1, 2000) n returning id`)
  const until = world.clock.now()
  const ids = [...rows].map((row) => Number(row['id']))
  const found = await matchPapers(world.db, ids, { since: new Date(until.getTime() - 86_400_000), until })
  expect(found.size).toBe(2_000)
})
