import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openLine, type SmtpLine } from '../../../services/platform/mail/smtp-line.ts'
import { smtpTargetOf } from '../../../services/platform/mail/smtp-settings.ts'
import { waitUntil } from '../../harness/wait-until.ts'
import { startMailServer } from './mail-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const envelope = { from: 'b+17@example.org', to: 'reader@example.net' }
const message = ['Subject: s\r\n\r\n', '..dot\r\n']
const targetOf = (smtpUrl: string) =>
  smtpTargetOf({ smtpUrl, hostname: 'news.example.org', timeouts: { greetingMs: 500, silenceMs: 500 } })

/** A server that offers `extensions` and answers each command by its first word; it keeps what it hears. */
async function openTo(answers: Readonly<Record<string, string>>, extensions = ['PIPELINING']) {
  const heard: string[] = []
  const sockets: Socket[] = []
  const manner = { hearsLittle: false }
  const ehlo = ['hello', ...extensions].map(
    (line, at) => `250${at < extensions.length ? '-' : ' '}${line}\r\n`,
  )
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.write('220 ready\r\n')
    socket.on('data', (chunk) => {
      heard.push(chunk.toString())
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        const [word = ''] = line.split(/:? /)
        const reply = word === 'EHLO' ? ehlo.join('') : answers[word]
        if (reply) socket.write(reply)
        if (manner.hearsLittle && word === 'Subject') socket.pause()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const line = await openLine(targetOf(`smtp://127.0.0.1:${port}`))
  closing.push(() => {
    line.close()
    server.close()
  })
  const hush = () => {
    manner.hearsLittle = true
  }
  return { line, heard, hush, say: (text: string) => sockets[0]?.write(text) }
}

const ready = {
  MAIL: '250 ok\r\n',
  RCPT: '250 ok\r\n',
  DATA: '354 go\r\n',
  '.': '250 taken\r\n',
  RSET: '250 ok\r\n',
}

test('a server that pipelines hears the whole envelope at once, another one command at a time', async () => {
  for (const [extensions, words] of [
    [['PIPELINING'], 1],
    [['SIZE 1000'], 3],
  ] as const) {
    const { line, heard } = await openTo(ready, [...extensions])
    expect(await line.transmit(envelope, message)).toEqual({ kind: 'accepted', response: '250 taken' })
    expect(heard.slice(1, -1)).toHaveLength(words)
    expect(heard.slice(1).join('')).toBe(
      `MAIL FROM:<${envelope.from}>\r\nRCPT TO:<${envelope.to}>\r\nDATA\r\n${message.join('')}.\r\n`,
    )
  }
})

test.each([
  ['takes one command at a time', ['SIZE 1000'], '503 no recipient\r\n', true],
  ['pipelines', ['PIPELINING'], '503 no recipient\r\n', true],
  ['pipelines and wants the message of a recipient it refused', ['PIPELINING'], '354 go\r\n', false],
] as const)('a server that %s gets no byte of a refused message', async (_, extensions, atData, isOpen) => {
  const { line, heard } = await openTo(
    { ...ready, RCPT: '550-5.1.1 no\r\n550 5.1.1 such user\r\n', DATA: atData },
    [...extensions],
  )
  expect(await line.transmit(envelope, message)).toEqual({
    kind: 'refused',
    status: 550,
    enhanced: '5.1.1',
    reason: '550-5.1.1 no\n550 5.1.1 such user',
  })
  expect(line.isOpen()).toBe(isOpen)
  expect(heard.join('')).not.toContain('Subject')
})

test('answers that come in pieces are one answer each', async () => {
  const { line, heard, say } = await openTo({ ...ready, '.': '25' })
  const outcome = line.transmit(envelope, message)
  await waitUntil(() => heard.join('').endsWith('\r\n.\r\n'))
  say('0-taken\r\n250 as ')
  say('42\r\n')
  expect(await outcome).toEqual({ kind: 'accepted', response: '250-taken\n250 as 42' })
})

test('an answer that nobody asked for ends the connection, and is no answer to the next message', async () => {
  const { line, say } = await openTo(ready)
  say('421 4.3.2 shutting down\r\n')
  await waitUntil(() => !line.isOpen())
  expect(await line.transmit(envelope, message)).toMatchObject({ kind: 'unreached' })
})

test('words that are no answer after the dot leave the message unknown', async () => {
  const { line } = await openTo({ ...ready, '.': 'what?\r\n' })
  expect(await line.transmit(envelope, message)).toMatchObject({ kind: 'unknown' })
  expect(line.isOpen()).toBe(false)
})

test('a message that is refused before all of it was heard is the last of its connection', async () => {
  const { line, hush } = await openTo({ ...ready, Subject: '552 too much\r\n' })
  hush()
  const large = ['Subject: s\r\n\r\n', `${'x'.repeat(70)}\r\n`.repeat(300_000)]
  expect(await line.transmit(envelope, large)).toMatchObject({ kind: 'refused', status: 552 })
  expect(line.isOpen()).toBe(false)
})

test('an address that would end its command is not sent', async () => {
  const { line, heard } = await openTo(ready)
  for (const to of ['a@b.example>\r\nRCPT TO:<evil@b.example', 'a b@example.org', ''])
    expect(await line.transmit({ ...envelope, to }, message)).toMatchObject({ kind: 'unreached' })
  expect(heard).toHaveLength(1)
})

test('a session says goodbye and waits for the answer', async () => {
  const server = await startMailServer()
  closing.push(() => server.close())
  const line: SmtpLine = await openLine(targetOf(server.url))
  expect(await line.transmit(envelope, message)).toMatchObject({ kind: 'accepted' })
  line.quit()
  await waitUntil(() => !line.isOpen())
  await waitUntil(() => server.idle())
})
