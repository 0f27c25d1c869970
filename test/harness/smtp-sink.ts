import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/**
 * What the sink does with one message. `at` is when a reply comes: after RCPT TO or after the dot. A drop closes the line
 * at that moment without a word; a hang says nothing and keeps the line.
 */
export type Behaviour =
  | 'accept'
  | { readonly reply: string; readonly at?: 'rcpt' | 'dot' }
  | { readonly line: 'drop' | 'hang'; readonly at: 'rcpt' | 'dot' }

export type SinkMail = {
  readonly to: string
  readonly from: string
  readonly raw: string
  readonly sha256: string
}

export type SmtpSink = {
  readonly url: string
  /** Every message whose dot arrived, whatever was answered, in order. */
  readonly mails: SinkMail[]
  /** Recipients of a RCPT, in order, refused ones too. */
  readonly tried: string[]
  /** Decides from now on: `nth` counts the tries of this recipient from 1. */
  behave(decide: (recipient: string, nth: number) => Behaviour | Promise<Behaviour>): void
  /** Decides from now on what a new connection meets. */
  greet(greeting: 'normal' | 'close' | { readonly reply: string }): void
  /** Messages received for one recipient. */
  count(recipient: string): number
  /** The most connections that were open at once. */
  mostConnections(): number
  close(): Promise<void>
}

/** A real SMTP server on a free port of the loopback, whose answers a test programs per recipient. */
export async function startSmtpSink(port = 0): Promise<SmtpSink> {
  const mails: SinkMail[] = []
  const tried: string[] = []
  const sockets = new Map<number, Socket>()
  const state: {
    decide: (recipient: string, nth: number) => Behaviour | Promise<Behaviour>
    greeting: 'normal' | 'close' | { readonly reply: string }
    most: number
  } = { decide: () => 'accept', greeting: 'normal', most: 0 }
  const behaviours = new Map<string, Behaviour>()
  const drop = (session: SMTPServerSession) => void sockets.get(session.remotePort)?.destroy()
  const act = (session: SMTPServerSession, moment: 'rcpt' | 'dot', done: (error?: Error | null) => void) => {
    const behaviour = behaviours.get(session.id) ?? 'accept'
    if (behaviour === 'accept') return done()
    if ((behaviour.at ?? 'rcpt') !== moment) return done()
    if ('reply' in behaviour) return done(answer(behaviour.reply))
    if (behaviour.line === 'drop') drop(session)
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    hideENHANCEDSTATUSCODES: true,
    closeTimeout: 10,
    onConnect: (session, done) => {
      if (state.greeting === 'normal') return done()
      if (state.greeting === 'close') return drop(session)
      done(answer(state.greeting.reply))
    },
    onRcptTo: ({ address }, session, done) => {
      tried.push(address)
      const nth = tried.filter((one) => one === address).length
      Promise.resolve(state.decide(address, nth)).then((behaviour) => {
        behaviours.set(session.id, behaviour)
        act(session, 'rcpt', done)
      }, done)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        for (const { address } of session.envelope.rcptTo) {
          const sha256 = createHash('sha256').update(bytes).digest('hex')
          mails.push({ to: address, from, raw: bytes.toString(), sha256 })
        }
        act(session, 'dot', done)
      })
    },
  })
  server.on('error', () => {
    // A broken line is what the tests ask for.
  })
  server.server.on('connection', (socket: Socket) => {
    const key = socket.remotePort ?? 0
    sockets.set(key, socket)
    state.most = Math.max(state.most, sockets.size)
    socket.once('close', () => sockets.delete(key))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.server.address()
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    mails,
    tried,
    behave: (decide) => {
      state.decide = decide
    },
    greet: (greeting) => {
      state.greeting = greeting
    },
    count: (recipient) => mails.filter((mail) => mail.to === recipient).length,
    mostConnections: () => state.most,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function answer(reply: string): Error {
  const [code, ...words] = reply.split(' ')
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) })
}
