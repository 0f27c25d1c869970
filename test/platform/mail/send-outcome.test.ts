import { generateKeyPairSync } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { connectMailer, type Mailer, type MailerSettings } from '../../../services/platform/mail/mailer.ts'
import type { SendOutcome } from '../../../services/platform/mail/send-outcome.ts'
import { findFreePort } from '../../harness/free-port.ts'
import { waitUntil } from '../../harness/wait-until.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { buildMessage, buildSettings } from './outgoing-message.ts'
import { selfSigned } from './self-signed.ts'

// Signed as in production: a signer stands between the message and the line.
const dkim = {
  domainName: 'example.org',
  keySelector: 's1',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
}
const open: { server?: MailServer; mailer?: Mailer } = {}

afterEach(async () => {
  open.mailer?.close()
  await open.server?.close()
  delete open.mailer
  delete open.server
})

async function connect(
  options: Parameters<typeof startMailServer>[0] = {},
  settings: Partial<MailerSettings> = {},
) {
  const server = await startMailServer(options)
  const mailer = connectMailer(buildSettings(server.url, { dkim, ...settings }))
  Object.assign(open, { server, mailer })
  return { server, mailer }
}

const send = async (options: Parameters<typeof startMailServer>[0]): Promise<SendOutcome> =>
  (await connect(options)).mailer.send(buildMessage())

test('a message that the server takes is accepted, with its answer', async () => {
  const outcome = await send({})
  expect(outcome).toEqual({ kind: 'accepted', response: expect.stringMatching(/^250 /) })
})

test.each([
  ['550 5.1.1 no such user', 550, '5.1.1'],
  ['552 5.2.2 mailbox full', 552, '5.2.2'],
  ['450 4.2.0 greylisted', 450, '4.2.0'],
  ['421 4.7.28 too fast', 421, '4.7.28'],
  ['550 go away', 550, undefined],
])(
  'an answer "%s" is a refusal with its codes, to the recipient, the sender and the message',
  async (reply, status, enhanced) => {
    const expected = { kind: 'refused', status, enhanced, reason: expect.stringContaining(reply) }
    for (const moment of ['mail', 'rcpt', 'dot'] as const) {
      expect(await send({ faults: { [moment]: { reply } } })).toEqual(expected)
      await open.server?.close()
      open.mailer?.close()
    }
  },
)

test('a refused message leaves the connection for the next one', async () => {
  const faults = { rcpt: { reply: '550 5.1.1 no such user' } }
  const { server, mailer } = await connect({ faults }, { connections: 1 })
  await mailer.send(buildMessage())
  await mailer.send(buildMessage())
  expect(server.recipients).toHaveLength(2)
  expect(server.connections()).toBe(1)
})

test('nobody listens: the message surely did not leave', async () => {
  const mailer = connectMailer(buildSettings(`smtp://127.0.0.1:${await findFreePort()}`))
  open.mailer = mailer
  expect(await mailer.send(buildMessage())).toEqual({
    kind: 'unreached',
    reason: expect.stringContaining('ECONNREFUSED'),
  })
})

test('a name that does not exist: the message surely did not leave', async () => {
  const mailer = connectMailer(buildSettings('smtp://mail.invalid:25'))
  open.mailer = mailer
  expect(await mailer.send(buildMessage())).toMatchObject({ kind: 'unreached' })
})

test.each([
  ['refuses the connection', { connect: { reply: '554 5.7.1 no service for you' } }],
  ['is busy', { connect: { reply: '421 4.3.2 busy' } }],
  ['closes instead of greeting', { connect: 'close' }],
  ['never greets', { connect: 'hang' }],
  ['closes at MAIL FROM', { mail: 'close' }],
  ['is silent at MAIL FROM', { mail: 'hang' }],
  ['closes at RCPT TO', { rcpt: 'close' }],
  ['is silent at RCPT TO', { rcpt: 'hang' }],
] as const)(
  'a server that %s: the message surely did not leave, and is not tried again behind our back',
  async (_, faults) => {
    const { server, mailer } = await connect({ faults })
    expect(await mailer.send(buildMessage())).toMatchObject({ kind: 'unreached' })
    expect(server.messages).toEqual([])
    expect(server.connections()).toBe(1)
  },
)

test.each(['close', 'hang'] as const)(
  'a line that ends in "%s" after the dot leaves it unknown, and the message goes out once',
  async (dot) => {
    const { server, mailer } = await connect({ faults: { dot } })
    expect(await mailer.send(buildMessage())).toMatchObject({ kind: 'unknown' })
    expect(server.messages).toHaveLength(1)
    expect(server.connections()).toBe(1)
  },
)

test('a wrong password is the fault of the sender: the message surely did not leave', async () => {
  const faults = { auth: { reply: '535 5.7.8 bad credentials' } }
  expect(await send({ faults, credentials: 'user:pa%40ss' })).toMatchObject({
    kind: 'unreached',
    reason: expect.stringContaining('535'),
  })
})

test('a server off the loopback name that offers no TLS gets nothing', async () => {
  const { server, mailer } = await connect({ host: '127.0.0.2', credentials: 'user:secret' })
  expect(await mailer.send(buildMessage())).toMatchObject({ kind: 'unreached' })
  expect(server.recipients).toEqual([])
})

test.each([
  ['STARTTLS', 'smtp', { disabledCommands: [] }],
  ['TLS from the start', 'smtps', { secure: true }],
] as const)('a certificate that nobody vouches for gets nothing, with %s', async (_, scheme, extra) => {
  const server = { ...extra, ...selfSigned, disabledCommands: [] }
  const { server: sink, mailer } = await connect({ host: '127.0.0.2', scheme, server })
  expect(await mailer.send(buildMessage())).toEqual({ kind: 'unreached', reason: 'self-signed certificate' })
  expect(sink.recipients).toEqual([])
})

test('a connection that the server ended while it was idle costs no message', async () => {
  const { server, mailer } = await connect({ server: { socketTimeout: 250 } })
  expect(await mailer.send(buildMessage())).toMatchObject({ kind: 'accepted' })
  await waitUntil(() => server.idle())
  const outcome = await mailer.send(buildMessage({ messageId: '<d18@example.org>' }))
  expect(outcome.kind).toBe('accepted')
})

test('a mailer that closes finishes the message it sends, and the others surely did not leave', async () => {
  const { server, mailer } = await connect({}, { connections: 1 })
  const results = Array.from({ length: 5 }, (_, index) =>
    mailer.send(buildMessage({ messageId: `<d${index}@x.test>` })),
  )
  await waitUntil(() => server.recipients.length > 0)
  mailer.close()
  const kinds = (await Promise.all(results)).map((outcome) => outcome.kind)
  const accepted = kinds.filter((kind) => kind === 'accepted').length
  expect(accepted).toBe(server.messages.length)
  expect(accepted + kinds.filter((kind) => kind === 'unreached').length).toBe(5)
})
