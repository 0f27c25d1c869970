import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { planDue } from '../../services/delivery/plan.ts'
import { listDigests, type SharedDigest } from '../../services/digests/digest-store.ts'
import { listPicks, type PickWanted, removePick, savePick } from '../../services/digests/picks-store.ts'
import { id, queryRows } from '../../services/platform/db/rows.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const decide = (paperId: number, wanted: Partial<PickWanted> = {}) =>
  savePick(world.db, { cadence: 'daily', date: null, paperId, by: 'Ada', ...wanted }, world.clock.now())

/** Plans at seven, lets all of it arrive, and returns each reader's digest, by address. */
async function digestsAtSeven(): Promise<Map<string, SharedDigest | undefined>> {
  world.clock.set(`${world.clock.now().toISOString().slice(0, 10)}T07:00:00Z`)
  await planDue(world.deps)
  const rows = await queryRows(
    world.db,
    z.object({ email: z.string(), digest_id: id.nullable() }),
    sql`
    select distinct on (s.id) s.email, d.digest_id from subscribers s join deliveries d on d.subscriber_id = s.id
    order by s.id, d.id desc`,
  )
  await world.db.execute(sql`update deliveries set state = 'sent' where state = 'pending'`)
  const ids = rows.flatMap((row) => row.digest_id ?? [])
  const digests = await listDigests(world.db, ids, world.deps.topicNames)
  return new Map(rows.map((row) => [row.email, digests.find((digest) => digest.id === row.digest_id)]))
}
const papersOf = (digest: SharedDigest | undefined) => digest?.papers.map((paper) => Number(paper.id))

describe('a pinned paper', () => {
  test('stands first for those it fits, is marked, and comes to nobody else', async () => {
    const best = await world.addPaper({ topics: ['tokenization'], score: 9 })
    const pinned = await world.addPaper({ topics: ['tokenization'], score: 1 })
    const other = await world.addPaper({ topics: ['agents'], score: 5 })
    await world.addReader('fits@example.org', { topics: ['tokenization'] })
    await world.addReader('not@example.org', { topics: ['agents'] })
    await decide(pinned, { place: 'pin', note: 'Read the appendix.' })
    const digests = await digestsAtSeven()
    expect(papersOf(digests.get('fits@example.org'))).toEqual([pinned, best])
    expect(digests.get('fits@example.org')?.papers[0]).toMatchObject({
      pinned: true,
      note: { text: 'Read the appendix.', by: 'Ada' },
      because: ['Tokenization'],
    })
    expect(papersOf(digests.get('not@example.org'))).toEqual([other])
  })

  test('may be older than the edition looks back', async () => {
    const old = await world.addPaper({ topics: ['tokenization'], listedAt: new Date('2026-01-05T00:00:00Z') })
    const fresh = await world.addPaper({ topics: ['tokenization'] })
    await world.addReader('ann@example.org', { topics: ['tokenization'] })
    await decide(old, { place: 'pin' })
    expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([old, fresh])
  })

  test('for everyone comes also to those it does not fit, and says no untrue reason', async () => {
    const pinned = await world.addPaper({ topics: ['agents'] })
    await world.addReader('ann@example.org', { topics: ['tokenization'] })
    await world.addReader('bob@example.org')
    await decide(pinned, { place: 'pin', everyone: true })
    const digests = await digestsAtSeven()
    expect(digests.get('ann@example.org')?.papers).toMatchObject([{ pinned: true, because: [] }])
    expect(digests.get('bob@example.org')?.papers).toMatchObject([
      { pinned: true, because: 'everything trending' },
    ])
  })

  test('comes to no reader a second time', async () => {
    const pinned = await world.addPaper({ score: 9 })
    await world.addReader('ann@example.org')
    expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([pinned])
    world.clock.advance({ hours: 20 })
    const next = await world.addPaper({ score: 1 })
    await decide(pinned, { place: 'pin' })
    expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([next])
  })

  test('that was withdrawn meanwhile enters no digest', async () => {
    const pinned = await world.addPaper()
    const other = await world.addPaper()
    await world.addReader('ann@example.org')
    await decide(pinned, { place: 'pin', everyone: true })
    await world.db.execute(sql`update papers set withdrawn = true where id = ${pinned}`)
    expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([other])
    await expect(decide(pinned, { place: 'pin' })).rejects.toMatchObject({ code: 'PAPER_WITHDRAWN' })
    await expect(decide(999)).rejects.toMatchObject({ code: 'PAPER_UNKNOWN' })
  })
})

test('a hidden paper comes to nobody of the edition, and to the next one as it deserves', async () => {
  const hidden = await world.addPaper({ score: 9 })
  const other = await world.addPaper({ score: 1 })
  await world.addReader('ann@example.org')
  await decide(hidden, { place: 'hide' })
  expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([other])
  world.clock.advance({ hours: 20 })
  expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([hidden])
})

test('a note stands beside its paper, wherever that is', async () => {
  const best = await world.addPaper({ score: 9 })
  const noted = await world.addPaper({ score: 1 })
  await world.addReader('ann@example.org')
  await decide(noted, { note: 'Short and good.' })
  const digest = (await digestsAtSeven()).get('ann@example.org')
  expect(papersOf(digest)).toEqual([best, noted])
  expect(digest?.papers.map((paper) => [paper.pinned, paper.note?.text])).toEqual([
    [undefined, undefined],
    [false, 'Short and good.'],
  ])
})

test('a decision for the next edition holds for the first that opens, one for a date for that date alone', async () => {
  const [one, two] = [await world.addPaper({ score: 1 }), await world.addPaper({ score: 2 })]
  await world.addReader('ann@example.org', { maxPapers: 1 })
  await decide(one, { place: 'pin', date: '2026-11-25' })
  await decide(two, { place: 'hide', date: '2026-11-26' })
  const three = await world.addPaper({ score: 3 })
  await decide(three, { place: 'hide' })
  expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([two])
  expect((await listPicks(world.db, 10)).map((pick) => [pick.paperId, pick.date])).toEqual([
    [two, '2026-11-26'],
    [one, '2026-11-25'],
    [three, '2026-11-24'],
  ])
  world.clock.advance({ hours: 20 })
  expect(papersOf((await digestsAtSeven()).get('ann@example.org'))).toEqual([one])
})

test('a later word on the same paper stands over the earlier one, and can be taken back', async () => {
  const paper = await world.addPaper()
  const pick = await decide(paper, { place: 'pin', everyone: true })
  expect(await decide(paper, { note: 'Still good.' })).toBe(pick)
  expect(await listPicks(world.db, 10)).toMatchObject([{ place: 'pin', everyone: true, note: 'Still good.' }])
  await decide(paper, { place: 'hide' })
  expect(await listPicks(world.db, 10)).toMatchObject([
    { place: 'hide', everyone: false, note: 'Still good.' },
  ])
  expect([await removePick(world.db, pick), await removePick(world.db, pick)]).toEqual([true, false])
})

test('a digest stays as it was made, whatever is decided later', async () => {
  const paper = await world.addPaper()
  await world.addReader('ann@example.org')
  await decide(paper, { place: 'pin', note: 'First words.' })
  await digestsAtSeven()
  await decide(paper, { place: 'pin', date: '2026-11-24', note: 'Other words.' })
  expect((await digestsAtSeven()).get('ann@example.org')?.papers).toMatchObject([
    { pinned: true, note: { text: 'First words.' } },
  ])
})
