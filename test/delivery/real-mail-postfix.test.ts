import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDsn } from '../../services/delivery/bounces/dsn.ts'
import { readReturnedHeaders } from '../../services/delivery/bounces/returned-headers.ts'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { fieldOf } from '../../services/platform/mail/header-fields.ts'
import { startIntake } from '../../services/platform/mail/intake.ts'
import type { Mailer } from '../../services/platform/mail/mailer.ts'
import { readMessage } from '../../services/platform/mail/received-message.ts'
import { startBounceIntake } from '../../services/worker/start-bounce-intake.ts'
import { connectWorldMailer } from '../harness/delivery-world.ts'
import { type Postfix, startPostfix } from '../harness/postfix.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { buildMessage } from '../platform/mail/outgoing-message.ts'
import { bounceDomain, createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

let world: ReturnedWorld
let postfix: Postfix
let mailer: Mailer
const returned: Buffer[] = []
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  world = await createReturnedWorld()
  closers.push(world.close)
  const intake = await startBounceIntake(world.deps, {
    BOUNCE_DOMAIN: bounceDomain,
    BOUNCE_SMTP_HOST: '127.0.0.1',
    BOUNCE_SMTP_PORT: 0,
  })
  closers.push(async () => intake?.close())
  const copies = await startIntake({
    host: '127.0.0.1',
    port: 0,
    hostname: 'copies.test',
    maxBytes: 100_000,
    accepts: () => true,
    receive: async ({ raw }) => void returned.push(raw),
    log: world.deps.log,
  })
  closers.push(copies.close)
  const sinkPort = Number(new URL(world.sink.url).port)
  const routes = {
    'ada@reader.test': sinkPort,
    'full@reader.test': sinkPort,
    'alive.test': sinkPort,
    [bounceDomain]: intake?.port ?? 0,
    'copies.test': copies.port,
  }
  postfix = await startPostfix({ domain: 'reader.test', routes })
  closers.push(postfix.close)
  mailer = connectWorldMailer(postfix.url)
  closers.push(async () => mailer.close())
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

async function sendEdition(): Promise<void> {
  await world.addPaper()
  world.clock.advance({ hours: 1 })
  const deps = { ...world.deps, send: mailer.send }
  await planDue(deps)
  await deliverDue(deps)
}

test('a real Postfix returns the mail of an unknown user, and that reader alone is suppressed', async () => {
  for (const email of [
    'ada@reader.test',
    'nobody-lives-here@reader.test',
    'ben@alive.test',
    'full@reader.test',
  ])
    await world.addReader(email)
  world.sink.behave((to) => (to.startsWith('full@') ? { reply: '552 5.2.2 Mailbox full' } : 'accept'))
  await sendEdition()
  await waitUntil(
    async () => (await world.ledger()).filter((row) => row.state === 'failed').length === 2,
    15_000,
  ).catch(async (cause: unknown) => {
    throw new Error(await postfix.log(), { cause })
  })
  await waitUntil(() => world.sink.count('ada@reader.test') + world.sink.count('ben@alive.test') === 2)
  expect(await world.suppressed()).toEqual(['nobody-lives-here@reader.test: bounce'])
  expect(await world.stateOf('nobody-lives-here@reader.test')).toMatch(/^failed: returned: unknown user/)
  expect(await world.stateOf('full@reader.test')).toMatch(/^failed: returned: .*Mailbox full/)
  expect(await world.stateOf('ada@reader.test')).toBe('sent: null')
  expect(await world.stateOf('ben@alive.test')).toBe('sent: null')
  expect(await world.idle()).toEqual({})
})

test('the report of a real Postfix names the mail by ENVID and Message-ID, and its fate by a code', async () => {
  const message = buildMessage({
    to: 'nobody-here-either@reader.test',
    returnPath: 'b+1.0123456789abcdef@copies.test',
    envelopeId: 'd1.0123456789abcdef',
  })
  expect(await mailer.send(message)).toMatchObject({ kind: 'accepted' })
  await waitUntil(() => returned.length > 0, 15_000)
  const report = await readMessage(returned[0] ?? Buffer.alloc(0))
  expect(readDsn(report)).toEqual({
    envelopeId: 'd1.0123456789abcdef',
    bounce: { severity: 'hard', enhanced: '5.1.1', words: 'unknown user: "nobody-here-either"' },
  })
  expect(fieldOf(readReturnedHeaders(report), 'message-id')).toBe(message.messageId)
})
