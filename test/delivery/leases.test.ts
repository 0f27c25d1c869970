import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compose } from '../../services/delivery/compose.ts'
import { deliverDue } from '../../services/delivery/deliver.ts'
import {
  beginTransmission,
  type Claim,
  claimDeliveries,
  recordResults,
  recordSent,
} from '../../services/delivery/ledger-store.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { recoverLeases } from '../../services/delivery/recover-store.ts'
import { openSender } from '../../services/delivery/sender.ts'
import { keepAlive, listSenders } from '../../services/delivery/sender-store.ts'
import { listDigests } from '../../services/digests/digest-store.ts'
import { connectDatabase } from '../../services/platform/db/connect.ts'
import { startFlakyProxy } from '../faults/flaky-proxy.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function planFor(...emails: string[]) {
  await world.addPaper()
  const ids: number[] = []
  for (const email of emails) ids.push(await world.addReader(email))
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  return ids
}

const states = async () => (await world.ledger()).map((row) => row.state)
const only = async () => {
  const [row] = await world.ledger()
  if (!row) throw new Error('the ledger is empty')
  return row
}

test('what a dead worker had claimed is free again after its lease', async () => {
  await planFor('reader@example.org')
  await claimDeliveries(world.db, { limit: 10, worker: 'dead', now: world.clock.now() })
  expect(await recoverLeases(world.db, { onUncertain: 'hold', now: world.clock.now() })).toBe(0)
  expect(await deliverDue(world.deps)).toMatchObject({ attempted: 0 })
  world.clock.advance({ minutes: 2 })
  expect(await recoverLeases(world.db, { onUncertain: 'hold', now: world.clock.now() })).toBe(1)
  await deliverDue(world.deps)
  expect(await only()).toMatchObject({ state: 'sent', attempt: 2 })
})

test.each(['hold', 'resend'] as const)(
  'what a dead worker was transmitting is uncertain; with %s',
  async (onUncertain) => {
    await planFor('reader@example.org')
    const claims = await claimDeliveries(world.db, { limit: 10, worker: 'dead', now: world.clock.now() })
    const digests = await listDigests(world.db, [1], world.deps.topicNames)
    const byId = new Map(digests.map((digest) => [digest.id, digest]))
    const composed = claims.map((claim) => compose(world.deps, claim, byId))
    const ready = composed.filter((entry) => 'message' in entry)
    expect((await beginTransmission(world.db, ready, world.clock.now())).size).toBe(1)
    world.clock.advance({ minutes: 2 })
    await recoverLeases(world.db, { onUncertain, now: world.clock.now() })
    await deliverDue({ ...world.deps, onUncertain })
    const expected = { hold: ['uncertain', 0], resend: ['sent', 1] }[onUncertain]
    expect([(await only()).state, world.sink.mails.length]).toEqual(expected)
  },
)

test.each([
  [
    'one by one',
    (claim: Claim, at: Date) => recordResults(world.db, [{ claim, state: 'sent', reason: null }], at),
  ],
  ['as an accepted group', (claim: Claim, at: Date) => recordSent(world.db, [claim], at)],
])(
  'a result counts only for the attempt that is current, and a late one still settles an uncertain delivery: %s',
  async (_, record) => {
    await planFor('reader@example.org')
    const at = () => world.clock.now()
    const [first] = await claimDeliveries(world.db, { limit: 1, worker: 'one', now: at() })
    if (!first) throw new Error('nothing was claimed')
    world.clock.advance({ minutes: 2 })
    await recoverLeases(world.db, { onUncertain: 'hold', now: at() })
    const [second] = await claimDeliveries(world.db, { limit: 1, worker: 'two', now: at() })
    if (!second) throw new Error('nothing was claimed')
    expect(await record(first, at())).toBe(0)
    await beginTransmission(
      world.db,
      [{ claim: second, hashes: [], group: 'example.org', messageHash: '00' }],
      at(),
    )
    world.clock.advance({ minutes: 2 })
    await recoverLeases(world.db, { onUncertain: 'hold', now: at() })
    expect(await states()).toEqual(['uncertain'])
    expect(await record(second, at())).toBe(1)
    expect(await states()).toEqual(['sent'])
  },
)

test('Postgres that is away while an answer comes loses no result', async () => {
  await planFor('reader@example.org')
  const url = new URL(world.database.url)
  const proxy = await startFlakyProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const database = connectDatabase(url.href)
  world.sink.behave(() => {
    proxy.cut()
    setTimeout(proxy.mend, 300)
    return 'accept'
  })
  await deliverDue({ ...world.deps, db: database.db })
  expect(await only()).toMatchObject({ state: 'sent', attempt: 1 })
  expect(world.sink.mails).toHaveLength(1)
  await database.close()
  await proxy.close()
})

test('a sender whose process is gone takes no share of the connections from the next one on its machine', async () => {
  const gone = spawnSync(process.execPath, ['-e', ''])
  const now = world.clock.now()
  await keepAlive(world.db, `${hostname()}/${gone.pid}/dead`, now)
  await keepAlive(world.db, 'another-machine/1/alive', now)
  const sender = await openSender({ ...world.deps, connections: 10 })
  expect(sender.share()).toBe(5)
  await sender.close()
  expect(await listSenders(world.db)).toEqual(['another-machine/1/alive'])
})

test('a clock that jumps an hour ahead while mails are under way repeats none', async () => {
  await planFor(...Array.from({ length: 30 }, (_, number) => `r${number}@example.org`))
  const state = { jumped: false }
  world.sink.behave(async () => {
    if (!state.jumped) {
      state.jumped = true
      world.clock.advance({ hours: 1 })
      await recoverLeases(world.db, { onUncertain: 'hold', now: world.clock.now() })
    }
    return 'accept' as const
  })
  const hold = { ...world.deps, onUncertain: 'hold' as const }
  await deliverDue(hold)
  await deliverDue(hold)
  expect(world.sink.mails).toHaveLength(30)
  expect(new Set((await world.ledger()).map((row) => row.state))).toEqual(new Set(['sent']))
})
