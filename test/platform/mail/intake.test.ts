import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, expect, test } from 'vitest'
import { buildLog } from '../../../services/platform/log.ts'
import {
  type IncomingMail,
  type Intake,
  type IntakeSettings,
  startIntake,
} from '../../../services/platform/mail/intake.ts'

let intake: Intake
let logged: string[] = []
const received: IncomingMail[] = []

async function start(change: Partial<IntakeSettings> = {}): Promise<void> {
  received.length = 0
  logged = []
  intake = await startIntake({
    host: '127.0.0.1',
    port: 0,
    hostname: 'mx.example.org',
    maxBytes: 10_000,
    accepts: (address) => address.endsWith('@example.org'),
    receive: async (mail) => void received.push(mail),
    log: buildLog('debug', { write: (line: string) => void logged.push(line) }),
    ...change,
  })
}
afterEach(() => intake.close())

/** `250`, or the code of the refusal. */
async function send(mail: { from?: string; to: string | string[]; text?: string }): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port: intake.port, ignoreTLS: true })
  try {
    await transport.sendMail({
      envelope: { from: mail.from ?? '', to: mail.to },
      raw: `Subject: x\r\n\r\n${mail.text ?? 'words'}\r\n`,
    })
    return 250
  } catch (error) {
    return error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  } finally {
    transport.close()
  }
}

/** Says one thing after the other, each when the one before was answered; the last line of each answer. */
async function speak(...sayings: string[]): Promise<string[]> {
  const socket = connect(intake.port, '127.0.0.1')
  const answers: string[] = []
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    const last = /^\d{3} .*\r\n$/m.exec(text)?.[0]
    if (last === undefined) continue
    answers.push(last.trim())
    text = ''
    const next = sayings.shift()
    if (next === undefined) break
    socket.write(`${next}\r\n`)
  }
  socket.destroy()
  return answers
}

test('takes mail for addresses of ours, from the null sender too, and hands it over byte for byte', async () => {
  await start()
  expect(await send({ to: 'b+1.x@example.org', text: '.a dot\r\nümlaut' })).toBe(250)
  expect(received).toEqual([
    { from: '', to: ['b+1.x@example.org'], raw: Buffer.from('Subject: x\r\n\r\n.a dot\r\nümlaut\r\n') },
  ])
})

test('relays nothing: any other address is refused at RCPT', async () => {
  await start()
  expect(await send({ from: 'a@else.test', to: 'someone@else.test' })).toBe(550)
  expect(await send({ to: ['one@example.org', 'someone@else.test'] })).toBe(250)
  expect(received.map(({ to }) => to)).toEqual([['one@example.org']])
})

test('a message that is too large is refused, whether it says so or not', async () => {
  await start()
  expect(await send({ to: 'a@example.org', text: 'x'.repeat(20_000) })).toBe(552)
  const body = Array.from({ length: 300 }, () => 'x'.repeat(70))
  const message = ['', ...body, '.'].join('\r\n')
  const answers = await speak('HELO me', 'MAIL FROM:<>', 'RCPT TO:<a@example.org>', 'DATA', message)
  expect(answers.map((line) => line.slice(0, 3))).toEqual(['220', '250', '250', '250', '354', '552'])
  expect(received).toEqual([])
})

test('what cannot be written now is not taken: the sender is asked to come again', async () => {
  let isDown = true
  await start({
    receive: async (mail) => {
      if (isDown) throw new Error('the database is away')
      received.push(mail)
    },
  })
  expect(await send({ to: 'a@example.org' })).toBe(451)
  isDown = false
  expect(await send({ to: 'a@example.org' })).toBe(250)
  expect(received).toHaveLength(1)
  expect(logged.join()).not.toContain('a@example.org')
})

test('offers no login and no TLS with somebody else’s key', async () => {
  await start()
  const answers = await speak('EHLO me', 'AUTH PLAIN AGEAYg==', 'STARTTLS')
  expect(answers.map((line) => line.slice(0, 3))).toEqual(['220', '250', '500', '500'])
})

test('a hundred recipients, and commands out of order, do not get far', async () => {
  await start()
  const many = Array.from({ length: 100 }, (_, at) => `RCPT TO:<r${at}@example.org>`)
  const answers = await speak('HELO me', 'DATA', 'RCPT TO:<a@example.org>', 'MAIL FROM:<>', ...many)
  expect(answers.filter((line) => line.startsWith('452'))).toHaveLength(90)
  expect(received).toEqual([])
})

test('two servers cannot have one port', async () => {
  await start()
  const { port } = intake
  await expect(startIntake({ ...(await settingsAt(port)) })).rejects.toThrow(/EADDRINUSE/)
})

async function settingsAt(port: number): Promise<IntakeSettings> {
  return {
    host: '127.0.0.1',
    port,
    hostname: 'mx.example.org',
    maxBytes: 1,
    accepts: () => false,
    receive: async () => {},
    log: buildLog('silent'),
  }
}
