import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildLog } from '../../../services/platform/log.ts'
import { readMailbox } from '../../../services/platform/mail/imap.ts'
import { type FlakyProxy, startFlakyProxy } from '../../faults/flaky-proxy.ts'
import { type Dovecot, startDovecot } from '../../harness/dovecot.ts'

let dovecot: Dovecot
let proxy: FlakyProxy
let url: string
const logged: string[] = []
beforeAll(async () => {
  dovecot = await startDovecot()
  proxy = await startFlakyProxy({ host: '127.0.0.1', port: Number(new URL(dovecot.url).port) })
  url = dovecot.url.replace(/:\d+\//, `:${proxy.port}/`)
})
afterAll(async () => {
  await proxy.close()
  await dovecot.close()
})

const log = buildLog('debug', { write: (line: string) => void logged.push(line) })

async function read(
  handle: (body: string) => unknown = () => {},
  settings: { url?: string; maxBytes?: number } = {},
) {
  const bodies: string[] = []
  const run = await readMailbox(
    { url, maxBytes: 10_000, silenceMs: 5_000, ...settings },
    {
      log,
      handle: async (raw) => {
        const body = raw.toString().split('\r\n\r\n')[1] ?? ''
        await handle(body.trim())
        bodies.push(body.trim())
      },
    },
  )
  return { ...run, bodies }
}
const message = (body: string) => `Subject: x\r\n\r\n${body}\r\n`

test('each message is read once, in order, and left in the mailbox unseen for people', async () => {
  await dovecot.deliver(message('one'))
  await dovecot.deliver(message('two'))
  expect(await read()).toEqual({ read: 2, failed: 0, bodies: ['one', 'two'] })
  expect(await read()).toEqual({ read: 0, failed: 0, bodies: [] })
  await dovecot.deliver(message('three'))
  expect(await read()).toEqual({ read: 1, failed: 0, bodies: ['three'] })
  // A keyword of ours (a), and no S for seen.
  expect(await dovecot.flags()).toEqual(['a', 'a', 'a'])
})

test('a message that cannot be handled stays for the next run and holds up no other', async () => {
  await dovecot.deliver(message('bad'))
  await dovecot.deliver(message('good'))
  const failing = (body: string) => {
    if (body === 'bad') throw new Error('the database is away')
  }
  expect(await read(failing)).toEqual({ read: 1, failed: 1, bodies: ['good'] })
  expect(await read()).toEqual({ read: 1, failed: 0, bodies: ['bad'] })
})

test('a long message is read up to the limit', async () => {
  await dovecot.deliver(message('x'.repeat(50_000)))
  const { bodies } = await read(() => {}, { maxBytes: 1_000 })
  expect(bodies.map((body) => body.length)).toEqual([1_000 - 'Subject: x\r\n\r\n'.length])
})

test('a mailbox that is away fails the run, and the next one finds what came meanwhile', async () => {
  proxy.cut()
  await expect(read()).rejects.toThrow(/could not be read/)
  await dovecot.deliver(message('came meanwhile'))
  proxy.mend()
  expect(await read()).toMatchObject({ read: 1, bodies: ['came meanwhile'] })
})

test('a line that breaks in the middle loses nothing: what was handled but not marked comes again', async () => {
  for (const body of ['first', 'second', 'third']) await dovecot.deliver(message(body))
  await expect(read((body) => body === 'second' && proxy.cut())).rejects.toThrow(/could not be read/)
  proxy.mend()
  expect(await read()).toMatchObject({ read: 2, bodies: ['second', 'third'] })
  expect(await read()).toMatchObject({ read: 0 })
})

test('a wrong password fails, and is in no log', async () => {
  await expect(read(() => {}, { url: url.replace('pass%40', 'wrong-secret') })).rejects.toThrow(
    /authentication failed/i,
  )
  expect(logged.join()).not.toMatch(/wrong-secret|pass@/)
})

test('a server that is not the loopback is not told the password without TLS', async () => {
  const elsewhere = dovecot.url.replace('127.0.0.1', '127.0.0.2')
  await expect(read(() => {}, { url: elsewhere })).rejects.toThrow(/STARTTLS|TLS/)
})
