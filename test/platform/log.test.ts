import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { buildLog, describeError, hideAddresses } from '../../services/platform/log.ts'

const Line = z.record(z.string(), z.unknown())

function captureLog() {
  const lines: string[] = []
  const log = buildLog('trace', { write: (line) => void lines.push(line) })
  return { log, lines, parsed: () => lines.map((line) => Line.parse(JSON.parse(line))) }
}

const address = 'canary.reader+tag@example.org'
const local = 'canary'
const signedLink = buildLinkSigner(['k'.repeat(32)]).sign('unsubscribe', '4711')
const randomToken = randomBytes(32).toString('base64url')

test('an address reaches no line, wherever it stands', () => {
  const { log, lines, parsed } = captureLog()
  log.info({ email: address, deep: { to: [address], deeper: { recipient: address } } }, 'keys')
  log.info({ note: address, list: [{ a: { b: { c: { d: address } } } }] }, 'any other key')
  log.info(`sent to ${address}`)
  log.info('%s and %j', address, { address })
  log.child({ reader: address }).warn('a child')
  log.error(new Error(`550 <${address}> unknown`))
  log.error({ err: new Error('outer', { cause: new Error(`inner\n${address}`) }) }, 'nested')
  log.error({ failure: new Error(`550 ${address}`) }, 'an error under another name')
  expect(parsed()).toHaveLength(8)
  expect(lines.join('')).not.toContain(local)
})

test('what a mail server quotes reaches no line', async () => {
  const { log, lines } = captureLog()
  const transport = createTransport({
    name: 'test',
    version: '1',
    send: (_mail, done) => {
      const error = new Error(`Can't send mail - all recipients were rejected: 550 5.1.1 <${address}>`)
      done(
        Object.assign(error, { code: 'EENVELOPE', response: `550 5.1.1 <${address}>`, rejected: [address] }),
      )
    },
  })
  const err: unknown = await transport.sendMail({ to: address, text: 'x' }).catch((error: unknown) => error)
  log.error({ err }, 'refused')
  expect(lines.join('')).toContain('EENVELOPE')
  expect(lines.join('')).not.toContain(local)
})

test('a token reaches no line, neither a signed link nor a random one', () => {
  const { log, lines, parsed } = captureLog()
  log.info({ token: randomToken, req: { url: `/confirm/${randomToken}` } }, 'request')
  log.info({ url: `https://example.org/unsubscribe/${signedLink}?a=1` }, 'request')
  log.error({ err: new Error(`no route for /preferences/${signedLink}`) }, `at ${randomToken}`)
  expect(parsed()).toHaveLength(3)
  for (const secret of [signedLink, randomToken]) expect(lines.join('')).not.toContain(secret)
})

test('the password of a database or mail server in its address reaches no line', () => {
  const { log, lines } = captureLog()
  log.error({ err: new Error('cannot connect to postgres://user:canary7@db.example.org/x') }, 'no database')
  expect(lines.join('')).not.toContain('canary7')
})

test('every line is JSON, whatever stands in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', '\\', '"', '\u0001', '\u2028', ''),
      (text, before) => {
        const { log, parsed } = captureLog()
        log.info(
          { text: `${before}${text}@example.org`, err: new Error(`${text}${before}a@b.c`) },
          `${text}${before}@x`,
        )
        expect(parsed()).toHaveLength(1)
      },
    ),
  )
})

test('what is no address stays as it is', () => {
  for (const text of ['at 12:30 @ noon', 'a @ b', 'file:///srv/node_modules/a.js:1:2', '{"a":"\\n\\u0040"}'])
    expect(hideAddresses(text)).toBe(text)
})

test('an error is described with its code, its cause and its stack', () => {
  const inner = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' })
  expect(describeError(new Error('outer', { cause: inner }))).toMatchObject({
    type: 'Error',
    message: 'outer',
    stack: expect.stringContaining('log.test.ts'),
    cause: { type: 'TypeError', message: 'inner', code: 'ECONNREFUSED' },
  })
  expect(describeError('plain')).toEqual({ message: 'plain' })
  const circle = new Error('circle')
  circle.cause = circle
  expect(JSON.stringify(describeError(circle))).toContain('circle')
})

test('a long text of any kind is looked through in a moment', () => {
  // Work that grows with the square of the text would run into the time-out of the test.
  for (const text of ['a'.repeat(1e5), '@'.repeat(1e5), 'a.'.repeat(5e4), '\\'.repeat(1e5)]) {
    const { log } = captureLog()
    expect(() => log.info({ text }, 'long')).not.toThrow()
  }
})
