import { sql } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planDue } from '../../services/delivery/plan.ts'
import { giveVerdict } from '../../services/digests/taste.ts'
import { buildFeatureReader } from '../../services/digests/taste-features.ts'
import type { Db } from '../../services/platform/db/connect.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'
import { rows } from '../subscribers/readers.ts'

let world: World
const readFeatures = buildFeatureReader()

beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const [robots, speech] = ['Robots that walk on ice', 'Speech of rare languages']

/** Papers of one topic and two subjects by turns, each a little less trending than the one before. */
async function addPapers(count: number): Promise<{ robots: number[]; speech: number[] }> {
  const ids = []
  for (let place = 0; place < count; place += 1) {
    const title = `${place % 2 === 0 ? robots : speech}, part ${place}`
    ids.push(
      await world.addPaper({ title, abstract: title, topics: ['tokenization'], score: 3 - place / 100 }),
    )
  }
  return {
    robots: ids.filter((_, place) => place % 2 === 0),
    speech: ids.filter((_, place) => place % 2 === 1),
  }
}

function say(subscriberId: number, paperId: number, verdict: 'more' | 'less') {
  const { db, clock } = world
  return giveVerdict(
    { db, now: clock.now, readFeatures },
    { subscriberId, paperId, verdict, shown: new Set() },
  )
}

/** The papers of each reader's digest, by address. */
async function planned(): Promise<Map<string | null, number[] | null>> {
  world.clock.advance({ hours: 2 })
  await planDue(world.deps)
  return new Map((await world.ledger()).map((row) => [row.email, row.paper_ids]))
}

test('a reader with a taste gets their own order, and all others share one digest as before', async () => {
  const papers = await addPapers(12)
  const follows = { topics: ['tokenization'], maxPapers: 4 }
  const taster = await world.addReader('taster@example.org', follows)
  for (const name of ['one', 'two', 'three']) await world.addReader(`${name}@example.org`, follows)
  await say(taster, papers.robots[0] ?? 0, 'less')
  await say(taster, papers.speech[0] ?? 0, 'more')
  const digests = await planned()
  const usual = [papers.robots[0], papers.speech[0], papers.robots[1], papers.speech[1]]
  for (const name of ['one', 'two', 'three']) expect(digests.get(`${name}@example.org`)).toEqual(usual)
  expect(digests.get('taster@example.org')).toEqual(papers.speech.slice(0, 4))
  expect(await rows(world.db, sql`select count(*)::int as n from digests`)).toEqual([{ n: 2 }])
})

test('a taste leaves no paper out: with room for all of them it only orders', async () => {
  const papers = await addPapers(10)
  const taster = await world.addReader('taster@example.org', { topics: ['tokenization'], maxPapers: 10 })
  for (const paper of papers.robots) await say(taster, paper, 'less')
  const found = (await planned()).get('taster@example.org') ?? []
  expect(found.toSorted((a, b) => a - b)).toEqual(
    [...papers.robots, ...papers.speech].toSorted((a, b) => a - b),
  )
  expect(found.slice(0, 5).every((paper) => papers.speech.includes(paper))).toBe(true)
})

test('what trends sixteen times as much stands first whatever was said', async () => {
  const papers = await addPapers(6)
  const hot = await world.addPaper({ title: robots, abstract: robots, topics: ['tokenization'], score: 49 })
  const taster = await world.addReader('taster@example.org', { topics: ['tokenization'], maxPapers: 3 })
  for (const paper of papers.robots) await say(taster, paper, 'less')
  for (const paper of papers.speech) await say(taster, paper, 'more')
  expect((await planned()).get('taster@example.org')?.[0]).toBe(hot)
})

test('planning asks the database as often for 300 readers without a taste as for one', async () => {
  await addPapers(4)
  const count = async (readers: number) => {
    for (let index = 0; index < readers; index += 1)
      await world.addReader(`r${readers}-${index}@example.org`, { topics: ['tokenization'], hour: 7 })
    world.clock.advance({ hours: 2 })
    const counter = { statements: 0 }
    await planDue({ ...world.deps, db: counting(world.db, counter) })
    world.clock.advance({ hours: 22 })
    return counter.statements
  }
  const one = await count(1)
  const many = await count(300)
  expect(one).toBeGreaterThan(5)
  expect(many).toBeLessThanOrEqual(one)
})

function counting(db: Db, counter: { statements: number }): Db {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction')
        return (work: (inner: Db) => Promise<unknown>) =>
          target.transaction((inner) => work(counting(inner, counter)))
      if (name === 'execute') counter.statements += 1
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('who asked for it gets up to three trending papers below their own, and never a mail of those alone', async () => {
  await addPapers(2)
  for (let place = 0; place < 5; place += 1)
    await world.addPaper({ title: `Elsewhere ${place}`, topics: ['robotics'], score: 9 - place })
  const wanted = [
    ['also@example.org', 'tokenization', 10],
    ['nearly@example.org', 'tokenization', 3],
    ['full@example.org', 'tokenization', 2],
    ['nothing@example.org', 'agents', 10],
  ] as const
  for (const [email, topic, maxPapers] of wanted) {
    const id = await world.addReader(email, { topics: [topic], maxPapers })
    await world.db.execute(sql`update subscribers set also_trending = true where id = ${id}`)
  }
  await world.addReader('plain@example.org', { topics: ['tokenization'] })
  world.clock.advance({ hours: 2 })
  await world.run()
  const sizes = new Map((await world.ledger()).map((row) => [row.email, row.paper_ids?.length ?? row.reason]))
  expect(Object.fromEntries(sizes)).toEqual({
    'also@example.org': 5,
    'nearly@example.org': 3,
    'full@example.org': 2,
    'nothing@example.org': 'nothing new',
    'plain@example.org': 2,
  })
  const mail = world.sink.mails.find(({ to }) => to === 'also@example.org')
  const { text = '', html } = await simpleParser(mail?.raw ?? '')
  expect(text).toMatch(/^2 new papers on Tokenization/)
  expect(text.match(/ALSO TRENDING/g)).toHaveLength(1)
  expect(text.indexOf('Speech')).toBeLessThan(text.indexOf('ALSO TRENDING'))
  expect(text.indexOf('ALSO TRENDING')).toBeLessThan(text.indexOf('Elsewhere 0'))
  expect(String(html)).toContain('Also trending')
  const plain = world.sink.mails.find(({ to }) => to === 'plain@example.org')
  expect((await simpleParser(plain?.raw ?? '')).text).not.toContain('ALSO TRENDING')
})

test('no trending paper from elsewhere comes twice either', async () => {
  await addPapers(2)
  await world.addPaper({ title: 'Elsewhere', topics: ['robotics'], score: 9 })
  const id = await world.addReader('also@example.org', { topics: ['tokenization'], maxPapers: 10 })
  await world.db.execute(sql`update subscribers set also_trending = true where id = ${id}`)
  world.clock.advance({ hours: 2 })
  await world.run()
  await addPapers(2)
  world.clock.advance({ hours: 24 })
  await world.run()
  const shown = (await world.ledger()).flatMap((row) => row.paper_ids ?? [])
  expect(shown).toHaveLength(5)
  expect(new Set(shown).size).toBe(5)
})
