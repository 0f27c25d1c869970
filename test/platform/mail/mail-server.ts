import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A moment at which the server does something else than accept: `reply` answers no, the others break or hang the line. */
export type Fault = { readonly reply: string } | 'close' | 'hang'

export type MailServer = {
  readonly url: string
  readonly messages: {
    readonly raw: string
    readonly from: string
    readonly to: readonly string[]
    readonly dsn: unknown
  }[]
  /** Each RCPT that was tried, in order. */
  readonly recipients: string[]
  /** Connections made since the start. */
  connections(): number
  /** True while nobody is connected. */
  idle(): boolean
  close(): Promise<void>
}

type Options = {
  readonly host?: string
  readonly scheme?: 'smtp' | 'smtps'
  readonly credentials?: string
  readonly faults?: { connect?: Fault; auth?: Fault; mail?: Fault; rcpt?: Fault; dot?: Fault }
  readonly server?: SMTPServerOptions
}

/** A real SMTP server on a free port that keeps what it accepts and fails where it is told to. */
export async function startMailServer(options: Options = {}): Promise<MailServer> {
  const { faults = {}, host = '127.0.0.1' } = options
  const messages: { raw: string; from: string; to: string[]; dsn: unknown }[] = []
  const recipients: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const meet = (fault: Fault | undefined, done: (error?: Error | null) => void) => {
    if (fault === 'hang') return
    if (fault === 'close') for (const socket of sockets) socket.destroy()
    else done(fault ? answer(fault.reply) : null)
  }
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    hideENHANCEDSTATUSCODES: true,
    hideDSN: false,
    closeTimeout: 10,
    onConnect: (_session, done) => meet(faults.connect, done),
    onAuth: (auth, _session, done) => meet(faults.auth, (error) => done(error, { user: auth.username })),
    onMailFrom: (_address, _session, done) => meet(faults.mail, done),
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address)
      meet(faults.rcpt, done)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const to = session.envelope.rcptTo.map((recipient) => recipient.address)
        messages.push({
          raw: Buffer.concat(chunks).toString(),
          from,
          to,
          dsn: [session.envelope.dsn, session.envelope.rcptTo[0]?.dsn],
        })
        meet(faults.dot, done)
      })
    },
    ...options.server,
  })
  server.on('error', () => {
    // A broken line is what the tests ask for.
  })
  server.server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const login = options.credentials ? `${options.credentials}@` : ''
  return {
    url: `${options.scheme ?? 'smtp'}://${login}${host}:${port}`,
    messages,
    recipients,
    connections: () => connections,
    idle: () => sockets.size === 0,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function answer(reply: string): Error {
  const [code, ...words] = reply.split(' ')
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) })
}
