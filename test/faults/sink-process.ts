import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls'
import { makeCertificate } from '../delivery/make-certificate.ts'
import { selfSigned } from '../platform/mail/self-signed.ts'

/**
 * A small, fast SMTP server in a process of its own: what the workers' deaths leave in it is what readers would have got.
 * A message counts when its dot has arrived, whether or not the answer still finds someone. Over the channel to its
 * parent: `{mode}` changes what it does from now on, `{report: true}` asks for all it received. With the argument `tls`
 * it speaks TLS from the first byte, under the certificate that the workers are told to trust.
 */

export type SinkMode =
  | 'accept'
  | 'drop-after-dot'
  /** Silence after the dot. */
  | 'hang'
  | 'half-close'
  /** New connections meet this; those that are open end at their next command. */
  | 'close-at-greeting'
  | 'hang-at-greeting'
  | 'bad-certificate'
  | { readonly reply: string }
  /** Answers after half to one and a half times as long. */
  | { readonly pauseMs: number }

export type Received = { readonly to: string; readonly messageId: string; readonly sha256: string }

const state: { mode: SinkMode; received: Received[]; connections: number; most: number } = {
  mode: 'accept',
  received: [],
  connections: 0,
  most: 0,
}

const isTls = process.argv[2] === 'tls'
const server = isTls ? createTlsServer(selfSigned, greet) : createServer(greet)
const strange = makeCertificate('2026-01-01T00:00:00Z', '2046-01-01T00:00:00Z')

function greet(socket: Socket): void {
  state.connections += 1
  state.most = Math.max(state.most, state.connections)
  socket.on('close', () => {
    state.connections -= 1
  })
  socket.on('error', () => {
    // A killed worker resets its lines.
  })
  if (state.mode === 'close-at-greeting') return void socket.destroy()
  if (state.mode === 'hang-at-greeting') return
  socket.setNoDelay(true)
  socket.write('220 sink ESMTP\r\n')
  converse(socket)
}

function converse(socket: Socket): void {
  const session = { buffer: '', inData: false, to: '' }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    session.buffer += chunk
    for (;;) {
      const end = session.buffer.indexOf(session.inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const text = session.buffer.slice(0, end)
      session.buffer = session.buffer.slice(end + (session.inData ? 5 : 2))
      if (session.inData) {
        session.inData = false
        // What is refused after the dot nobody gets.
        if (!(typeof state.mode === 'object' && 'reply' in state.mode)) receive(session.to, text)
        answerDot(socket)
        continue
      }
      if (isShut(state.mode)) return void socket.destroy()
      const verb = text.slice(0, 4).toUpperCase()
      if (verb === 'EHLO' || verb === 'HELO') socket.write('250-sink\r\n250 8BITMIME\r\n')
      else if (verb === 'DATA') {
        session.inData = true
        socket.write('354 go on\r\n')
      } else if (verb === 'QUIT') socket.end('221 bye\r\n')
      else {
        if (verb === 'RCPT') session.to = /<([^>]*)>/.exec(text)?.[1] ?? ''
        socket.write('250 ok\r\n')
      }
    }
  })
}

function isShut(mode: SinkMode): boolean {
  return mode === 'close-at-greeting' || mode === 'hang-at-greeting' || mode === 'bad-certificate'
}

function receive(to: string, text: string): void {
  const messageId = /^Message-ID: (\S+)/im.exec(text)?.[1] ?? ''
  state.received.push({ to, messageId, sha256: createHash('sha256').update(text, 'latin1').digest('hex') })
}

function answerDot(socket: Socket): void {
  const { mode } = state
  if (mode === 'hang') return
  if (mode === 'drop-after-dot') return void socket.destroy()
  if (mode === 'half-close') return void socket.end()
  if (typeof mode === 'object' && 'reply' in mode) return void socket.write(`${mode.reply}\r\n`)
  const pauseMs = (typeof mode === 'object' ? mode.pauseMs : 4) * (0.5 + Math.random())
  setTimeout(() => socket.write('250 2.0.0 queued\r\n'), pauseMs)
}

function changeMode(mode: SinkMode): void {
  state.mode = mode
  if (!(server instanceof TlsServer)) return
  const isStrange = mode === 'bad-certificate'
  server.setSecureContext(
    isStrange
      ? { cert: strange.pem, key: strange.privateKey.export({ type: 'pkcs8', format: 'pem' }) }
      : selfSigned,
  )
}

process.on('message', (message: { mode?: SinkMode; report?: true }) => {
  if (message.mode) changeMode(message.mode)
  if (message.report) process.send?.({ received: state.received, most: state.most })
})
process.on('disconnect', () => process.exit(0))

// TLS is required of every address but the loopback's own.
server.listen(0, isTls ? '127.0.0.2' : '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  process.send?.({ url: isTls ? `smtps://127.0.0.2:${port}` : `smtp://127.0.0.1:${port}` })
})
