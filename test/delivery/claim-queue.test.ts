import { afterEach, beforeEach, expect, test } from 'vitest'
import { openClaimQueue } from '../../services/delivery/claim-queue.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { buildDigestLoader } from '../../services/digests/shared-digest-store.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function planFor(readers: number) {
  await world.addPaper()
  for (let number = 0; number < readers; number += 1) await world.addReader(`r${number}@example.org`)
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
}

const open = (change: Partial<Parameters<typeof openClaimQueue>[0]> = {}) =>
  openClaimQueue({
    ...world.deps,
    worker: 'test',
    isOver: () => false,
    loadDigests: buildDigestLoader(world.deps),
    ...change,
  })
const states = async () => (await world.ledger()).map((row) => `${row.state}: ${row.reason}`)

test('everyone who is due is handed out once, with the digest, to takers side by side', async () => {
  await planFor(250)
  const queue = open()
  const taken: number[] = []
  const takeAll = async () => {
    for (;;) {
      const { claims, digests } = await queue.take(7)
      if (claims.length === 0) return
      expect(claims.every((claim) => digests.has(claim.digestId))).toBe(true)
      taken.push(...claims.map((claim) => claim.subscriberId))
    }
  }
  await Promise.all([takeAll(), takeAll(), takeAll()])
  await queue.close('later')
  expect(taken).toHaveLength(250)
  expect(new Set(taken).size).toBe(250)
})

test('claims of a busy system come again, and do not keep others from being claimed', async () => {
  await planFor(150)
  const queue = open()
  const first = await queue.take(10)
  await queue.park(first)
  const taken: number[] = []
  for (let group = await queue.take(10); group.claims.length > 0; group = await queue.take(10))
    taken.push(...group.claims.map((claim) => claim.id))
  await queue.close('later')
  expect(new Set(taken).size).toBe(150)
  expect(taken).toEqual(expect.arrayContaining(first.claims.map((claim) => claim.id)))
})

test.each([
  ['at once', 'pending: null'],
  ['later', 'deferred: its mail system is busy'],
] as const)('what waits for a busy system when a run ends is due again %s', async (left, expected) => {
  await planFor(3)
  const queue = open()
  const group = await queue.take(3)
  await queue.park(group)
  await queue.close(left)
  expect(new Set(await states())).toEqual(new Set([expected]))
})

test('claims that nobody took are free again at once when a run ends, those fetched ahead too', async () => {
  await planFor(200)
  const queue = open()
  const { claims } = await queue.take(90)
  await queue.close('later')
  expect((await states()).filter((state) => state === 'pending: null')).toHaveLength(200 - claims.length)
})

test('claims whose digests cannot be loaded are free again at once, and the error is told', async () => {
  await planFor(5)
  const queue = open({ loadDigests: () => Promise.reject(new Error('no digests today')) })
  await expect(queue.take(5)).rejects.toThrow('no digests today')
  await queue.close('later')
  expect(new Set(await states())).toEqual(new Set(['pending: null']))
})
