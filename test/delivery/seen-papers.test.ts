import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planDue } from '../../services/delivery/plan.ts'
import { savePick } from '../../services/digests/picks-store.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

test('a reader never gets a paper twice, whatever the cadence and its changes', async () => {
  const daily = await world.addReader('daily@example.org')
  await world.addReader('weekly@example.org', { frequency: 'weekly', weekday: 3 })
  await world.addReader('monthly@example.org', { frequency: 'monthly' })
  world.clock.advance({ hours: 1 })
  for (let day = 0; day < 70; day += 1) {
    await world.addPaper({ score: 70 - day })
    if (day % 3 === 0) await world.addPaper({ score: day })
    if (day === 40) {
      const change = sql`update subscribers set frequency = 'monthly', next_digest_at = '2027-02-01T07:00:00Z' where id = ${daily}`
      await world.db.execute(change)
    }
    world.clock.advance({ hours: 24 })
    await world.run()
  }
  for (const email of ['daily@example.org', 'weekly@example.org', 'monthly@example.org']) {
    const papers = (await world.ledger())
      .filter((row) => row.email === email && row.state === 'sent')
      .flatMap((row) => row.paper_ids ?? [])
    expect(papers.length).toBeGreaterThan(15)
    expect(new Set(papers).size).toBe(papers.length)
  }
  expect(new Set((await world.ledger()).map((row) => row.cadence)).size).toBe(3)
})

test.each(['failed', 'skipped', 'expired'] as const)(
  'a delivery that %s gives its papers back to the next edition',
  async (state) => {
    const paper = await world.addPaper()
    await world.addReader('reader@example.org')
    world.clock.advance({ hours: 1 })
    await planDue(world.deps)
    await world.db.execute(sql`update deliveries set state = ${state}, reason = 'for the test'`)
    world.clock.advance({ hours: 24 })
    await planDue(world.deps)
    expect((await world.ledger()).map((row) => row.paper_ids)).toEqual([[paper], [paper]])
  },
)

test.each(['pending', 'claimed', 'transmitting', 'sent', 'uncertain'] as const)(
  'a delivery that is %s keeps its papers',
  async (state) => {
    await world.addPaper()
    await world.addReader('reader@example.org')
    world.clock.advance({ hours: 1 })
    await planDue(world.deps)
    await world.db.execute(sql`update deliveries set state = ${state}, expires_at = '2027-01-01T00:00:00Z'`)
    world.clock.advance({ hours: 24 })
    await planDue(world.deps)
    expect((await world.ledger()).map((row) => row.reason)).toEqual([null, 'nothing new'])
  },
)

test('a delivery that came too late to send gives its papers to the edition after it', async () => {
  const paper = await world.addPaper()
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  world.clock.advance({ hours: 24 })
  await planDue(world.deps)
  expect(await world.ledger()).toMatchObject([
    { state: 'expired', reason: 'too late', paper_ids: [paper] },
    { state: 'pending', paper_ids: [paper] },
  ])
})

test('two papers that prove to be one work are one for the reader who had either', async () => {
  const gone = await world.addPaper()
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await world.run()
  const kept = await world.addPaper()
  await world.db.execute(
    sql`update papers set merged_into = ${kept}, withdrawn = true, listed_at = null where id = ${gone}`,
  )
  world.clock.advance({ hours: 24 })
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.reason)).toEqual([null, 'nothing new'])
})

test('a work mailed weeks ago does not come again when it becomes news under another row', async () => {
  const gone = await world.addPaper()
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await world.run()
  world.clock.advance({ hours: 20 * 24 })
  const kept = await world.addPaper()
  await world.db.execute(
    sql`update papers set merged_into = ${kept}, withdrawn = true, listed_at = null where id = ${gone}`,
  )
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.reason)).toEqual([null, 'nothing new'])
})

test('a paper mailed weeks ago does not come again when an editor pins it', async () => {
  const paperId = await world.addPaper()
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await world.run()
  world.clock.advance({ hours: 20 * 24 })
  const wanted = { cadence: 'daily', date: null, paperId, place: 'pin', by: 'Ada' } as const
  await savePick(world.db, wanted, world.clock.now())
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.reason)).toEqual([null, 'nothing new'])
})
