import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const withdraw = (paperId: number) =>
  world.db.execute(sql`update papers set withdrawn = true where id = ${paperId}`)
const planAtSeven = async () => {
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
}

test('a paper withdrawn after planning is not sent', async () => {
  const gone = await world.addPaper({ title: 'Too good to be true', score: 9 })
  const kept = await world.addPaper({ title: 'Sound work', score: 1 })
  await world.addReader('ann@example.org')
  await world.addReader('bob@example.org')
  await planAtSeven()
  await withdraw(gone)
  await deliverDue(world.deps)
  expect(await world.ledger()).toMatchObject([
    { state: 'sent', paper_ids: [kept] },
    { state: 'sent', paper_ids: [kept] },
  ])
  for (const mail of world.sink.mails) {
    expect(mail.raw).toContain('Sound work')
    expect(mail.raw).not.toContain('Too good to be true')
  }
})

test('a digest that has nothing else is not sent, and its reader is told of in the ledger', async () => {
  const gone = await world.addPaper()
  await world.addReader('ann@example.org')
  await planAtSeven()
  await withdraw(gone)
  await deliverDue(world.deps)
  expect(await world.ledger()).toMatchObject([{ state: 'skipped', reason: 'its papers were withdrawn' }])
  expect(world.sink.mails).toEqual([])
})

test('a mail that may have arrived is sent again as it was, or not at all', async () => {
  const gone = await world.addPaper()
  await world.addReader('ann@example.org')
  await planAtSeven()
  await world.db.execute(sql`update deliveries set state = 'deferred', resends = 1, attempt = 1`)
  await withdraw(gone)
  await deliverDue(world.deps)
  expect(await world.ledger()).toMatchObject([{ state: 'sent', paper_ids: [gone] }])
})

test('a row that was merged into another is no withdrawn paper', async () => {
  const signpost = await world.addPaper()
  const kept = await world.addPaper({ listedAt: null })
  await world.addReader('ann@example.org')
  await planAtSeven()
  await world.db.execute(
    sql`update papers set withdrawn = true, merged_into = ${kept} where id = ${signpost}`,
  )
  await deliverDue(world.deps)
  expect(await world.ledger()).toMatchObject([{ state: 'sent', paper_ids: [signpost] }])
})

test('the reasons stay with their papers', async () => {
  const papers = [
    await world.addPaper({ topics: ['tokenization'], score: 9 }),
    await world.addPaper({ categories: ['cs.RO'], score: 5 }),
    await world.addPaper({ topics: ['tokenization'], categories: ['cs.RO'], score: 1 }),
  ]
  await world.addReader('ann@example.org', { topics: ['tokenization'], categories: ['cs.RO'] })
  await planAtSeven()
  await withdraw(papers[0] ?? 0)
  await deliverDue(world.deps)
  const rows = await world.db.execute(sql`
    select g.because from deliveries d join digests g on g.id = d.digest_id`)
  expect([...rows]).toEqual([{ because: [['cs.RO'], ['cs.RO', 'tokenization']] }])
})
