import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { learnMailDomains } from '../../services/delivery/learn-mail-domains.ts'
import { mailGroupOfHosts } from '../../services/delivery/mail-groups.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { buildMxResolver } from '../../services/platform/mail/mx.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'
import { type MxServer, startMxServer } from './mx-server.ts'

let world: World
let server: MxServer
beforeEach(async () => {
  world = await createWorld()
  server = await startMxServer({
    'lab.example': 'aspmx.l.google.com',
    'school.example': 'ALT1.ASPMX.L.GOOGLE.com',
    'own.example': 'mx.own.example',
    'quiet.example': 'silent',
  })
})
afterEach(async () => {
  await server.close()
  await world.close()
})

const withDns = () => ({ ...world.deps, resolveMx: buildMxResolver([server.address]) })
const gates = async () =>
  (await world.db.execute(sql`select name from mail_groups order by 1`)).map(Object.values)
const stateOf = async (domain: string) => [
  ...new Set(
    (await world.ledger()).filter((row) => row.email?.endsWith(`@${domain}`)).map((row) => row.state),
  ),
]

/** `first` is due at seven, the others at eight; it is just before eight, and `first` was told to send less. */
async function throttleAt(first: string, ...others: string[]) {
  await world.addPaper()
  await world.addReader(`r@${first}`)
  for (const domain of others)
    for (const name of ['a', 'b', 'c']) await world.addReader(`${name}@${domain}`, { hour: 8 })
  world.clock.set('2026-11-24T07:58:00Z')
  await planDue(world.deps)
  world.sink.behave(() => ({ reply: '421 4.7.28 rate', at: 'dot' }))
  await deliverDue(withDns())
  world.sink.behave(() => 'accept')
  world.clock.set('2026-11-24T08:00:00Z')
  await planDue(world.deps)
}

test('a domain that a provider hosts closes the provider, for its own domains and for all that it hosts', async () => {
  await throttleAt('lab.example', 'school.example', 'gmail.com', 'own.example')
  expect(await gates()).toEqual([['google']])
  await learnMailDomains(withDns())
  await deliverDue(withDns())
  expect(await stateOf('own.example')).toEqual(['sent'])
  for (const domain of ['lab.example', 'school.example', 'gmail.com'])
    expect([domain, ...(await stateOf(domain))]).toEqual([domain, 'deferred'])
  world.clock.advance({ minutes: 10 })
  const state: { open: number; most: number[] } = { open: 0, most: [] }
  const send: typeof world.deps.send = async (message) => {
    state.open += 1
    state.most.push(state.open)
    const outcome = await world.mailer.send(message)
    state.open -= 1
    return outcome
  }
  await deliverDue({ ...withDns(), send })
  // One at a time over all of them together, then one more.
  expect(state.most.slice(0, 2)).toEqual([1, 1])
  expect(new Set((await world.ledger()).map((row) => row.state))).toEqual(new Set(['sent']))
  expect(await gates()).toEqual([])
})

test('DNS is asked once a day for a domain, and only while somebody asks for less', async () => {
  await world.addPaper()
  await world.addReader('a@school.example')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  await learnMailDomains(withDns())
  expect(server.asked).toEqual([])
  world.sink.behave(() => ({ reply: '421 4.7.28 rate', at: 'dot' }))
  await deliverDue(withDns())
  await learnMailDomains(withDns())
  await learnMailDomains(withDns())
  expect(server.asked).toEqual(['school.example'])
  world.clock.advance({ hours: 25 })
  await learnMailDomains(withDns())
  expect(server.asked).toEqual(['school.example', 'school.example'])
  world.clock.advance({ hours: 24 * 8 })
  await world.db.execute(sql`delete from mail_groups`)
  await learnMailDomains(withDns())
  expect(await world.db.execute(sql`select from mail_domains`)).toHaveLength(0)
})

test.each(['quiet.example', 'nowhere.example'])(
  'where DNS has no answer, as for %s, that domain is left alone by itself within seconds',
  async (domain) => {
    const startedAt = performance.now()
    await throttleAt(domain, 'own.example')
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    expect(await gates()).toEqual([[domain]])
    await learnMailDomains(withDns())
    await deliverDue(withDns())
    expect(await stateOf(domain)).toEqual(['deferred'])
    expect(await stateOf('own.example')).toEqual(['sent'])
  },
)

test.each([
  [
    'the first host counts',
    [
      ['b.example', 20],
      ['aspmx.l.google.com', 5],
    ],
    'google',
  ],
  ['a tenant of Microsoft 365', [['lab-org.mail.protection.outlook.com', 0]], 'microsoft'],
  ['a name that only looks like it', [['mx.notgoogle.com', 1]], 'mx.notgoogle.com'],
  [
    'the same host for many domains',
    [
      ['mx2.host.example.', 10],
      ['MX1.host.example', 10],
    ],
    'mx1.host.example',
  ],
  ['null MX', [['', 0]], undefined],
  ['no record', [], undefined],
] as const)('the system behind MX records: %s', (_name, records, expected) => {
  expect(mailGroupOfHosts(records.map(([exchange, priority]) => ({ exchange, priority })))).toBe(expected)
})
