import type { Readable } from 'node:stream'
import { SMTPServer } from 'smtp-server'
import type { Log } from '../log.ts'

/** A message as the envelope brought it. */
export type IncomingMail = {
  /** Empty for the null sender of bounces. */
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
}

export type IntakeSettings = {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** The name in the greeting. */
  readonly hostname: string
  readonly maxBytes: number
  /** Others are answered 550 at RCPT: this server relays nothing. */
  readonly accepts: (address: string) => boolean
  /** Settles before the sender gets its 250; where it rejects, the sender is asked to come again. */
  readonly receive: (mail: IncomingMail) => Promise<unknown>
  readonly log: Log
}

export type Intake = { readonly port: number; close(): Promise<void> }

const mostConnections = 20
// RFC 5321 4.5.3.1.8 asks for 100; what comes to us has one.
const mostRecipients = 10
const silenceMs = 30_000

/** An SMTP server that takes mail for addresses of ours and nothing else: no login, no relaying, no TLS of its own. */
export async function startIntake(settings: IntakeSettings): Promise<Intake> {
  const server = new SMTPServer({
    name: settings.hostname,
    banner: 'no relaying',
    size: settings.maxBytes,
    authOptional: true,
    // smtp-server would offer TLS with a key that everybody has.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: mostConnections,
    socketTimeout: silenceMs,
    closeTimeout: 2_000,
    onRcptTo: ({ address }, session, done) => {
      if (session.envelope.rcptTo.length >= mostRecipients) return done(reply(452, 'Too many recipients'))
      done(settings.accepts(address) ? null : reply(550, 'No such address here'))
    },
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope
      const from = mailFrom ? mailFrom.address : ''
      take(settings, stream, { from, to: rcptTo.map(({ address }) => address) }).then(
        (refusal) => done(refusal),
        (err: unknown) => {
          settings.log.error({ err }, 'a message could not be taken in; its sender will come again')
          done(reply(451, 'Try again later'))
        },
      )
    },
  })
  // A connection that breaks is the other side's affair; RFC 5321 lets it come again.
  server.on('error', (err) => settings.log.debug({ err }, 'a connection to the intake broke'))
  await listen(server, settings)
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function take(
  { maxBytes, receive }: IntakeSettings,
  stream: Readable,
  envelope: Omit<IncomingMail, 'raw'>,
): Promise<Error | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    // The rest is read and dropped: a reply in the middle of the data would be lost.
    if (bytes <= maxBytes) chunks.push(buffer)
  }
  if (bytes > maxBytes) return reply(552, 'Message too large')
  await receive({ ...envelope, raw: Buffer.concat(chunks) })
  return null
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

function listen(server: SMTPServer, { host, port }: IntakeSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      server.server.off('error', reject)
      resolve()
    })
  })
}
