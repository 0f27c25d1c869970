import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'

/**
 * A small, fast SMTP server in a process of its own: what the workers' deaths leave in it is what readers would have got.
 * A message counts when its dot has arrived, whether or not the answer still finds someone. Over the channel to its
 * parent: `{mode}` changes what it does from now on, `{report: true}` asks for all it received.
 */

export type SinkMode =
  | 'accept'
  | 'drop-after-dot'
  | 'hang'
  | 'half-close'
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

const server = createServer((socket) => {
  state.connections += 1
  state.most = Math.max(state.most, state.connections)
  socket.on('close', () => {
    state.connections -= 1
  })
  socket.on('error', () => {
    // A killed worker resets its lines.
  })
  socket.setNoDelay(true)
  socket.write('220 sink ESMTP\r\n')
  converse(socket)
})

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

process.on('message', (message: { mode?: SinkMode; report?: true; forget?: true }) => {
  if (message.mode) state.mode = message.mode
  if (message.forget) state.received = []
  if (message.report) process.send?.({ received: state.received, most: state.most })
})
process.on('disconnect', () => process.exit(0))

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
