import type { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { type Progress, readOutcome, type SendOutcome } from './send-outcome.ts'

/** A message ready to send. Two messages with equal fields are equal byte for byte, DKIM signature included. */
export type OutgoingMessage = {
  readonly from: string
  /** One bare address, already validated: nodemailer would let a crafted one add recipients. */
  readonly to: string
  /** Envelope sender; equals the From address where no bounce domain is set. */
  readonly returnPath: string
  readonly replyTo?: string | undefined
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
  /** ENVID of RFC 3461, so that a delivery report names the delivery. */
  readonly envelopeId?: string | undefined
}

export type DkimKey = {
  readonly domainName: string
  readonly keySelector: string
  readonly privateKey: string
}

export type MailerSettings = {
  readonly smtpUrl: string
  readonly connections: number
  /** Messages a second through this process. */
  readonly ratePerSecond: number
  /** The name given in EHLO. */
  readonly hostname: string
  readonly dkim?: DkimKey | undefined
  /** Signs as well, while keys are changed. */
  readonly secondDkim?: DkimKey | undefined
  /** How long the server may be silent, before its greeting and later; RFC 5321 4.5.3.2 is more patient than a queue can be. */
  readonly timeouts?: { readonly greetingMs: number; readonly silenceMs: number }
}

export type Mailer = {
  /** Never rejects for what the server or the network does: the outcome tells. */
  send(message: OutgoingMessage): Promise<SendOutcome>
  /**
   * Opens a connection as `send` would, through EHLO, STARTTLS and login, and ends it before any message.
   * @throws Error with the reason when that fails
   */
  check(): Promise<void>
  close(): void
}

// nodemailer's default list leaves out List-Unsubscribe-Post, which RFC 8058 section 4 wants signed.
const signedHeaders = [
  ...['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'reply-to', 'list-id'],
  ...['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'auto-submitted', 'precedence'],
].join(':')

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])

/** A pool of SMTP connections, opened on first use. TLS is required and verified everywhere but on the loopback. */
export function connectMailer(settings: MailerSettings): Mailer {
  const url = new URL(settings.smtpUrl)
  const secure = url.protocol === 'smtps:'
  const isLocal = loopback.has(url.hostname)
  const transport = createTransport({
    pool: true,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isLocal,
    ignoreTLS: !secure && isLocal,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    name: settings.hostname,
    maxConnections: settings.connections,
    maxMessages: 100,
    rateLimit: settings.ratePerSecond,
    // The ledger owns retries: a library that sends again on its own breaks "never twice".
    maxRequeues: 0,
    connectionTimeout: settings.timeouts?.greetingMs ?? 15_000,
    greetingTimeout: settings.timeouts?.greetingMs ?? 15_000,
    socketTimeout: settings.timeouts?.silenceMs ?? 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.dkim ? { dkim: { keys: dkimKeys(settings), headerFieldNames: signedHeaders } } : {}),
  })
  // Each message's stream by its id, as the pool takes it: the only witness of whether a byte was read for sending.
  const streams = new Map<string, Readable>()
  transport.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => {
      const stream = create(options)
      streams.set(String(mail.data.messageId), stream)
      return stream
    }
    done()
  })
  return {
    send: async (message) => {
      try {
        const info = await transport.sendMail(compose(message))
        return { kind: 'accepted', response: info.response }
      } catch (error) {
        return readOutcome(error, progressOf(streams.get(message.messageId)))
      } finally {
        streams.delete(message.messageId)
      }
    },
    check: async () => {
      await transport.verify()
    },
    close: () => transport.close(),
  }
}

function dkimKeys({ dkim, secondDkim }: MailerSettings): DkimKey[] {
  return [dkim, secondDkim].filter((key) => key !== undefined)
}

function progressOf(stream: Readable | undefined): Progress {
  if (!stream) return 'none'
  return stream.readableDidRead ? 'message' : 'envelope'
}

function compose(message: OutgoingMessage) {
  const dsn = message.envelopeId
    ? {
        id: message.envelopeId,
        return: 'headers' as const,
        notify: ['failure' as const, 'delay' as const],
        recipient: message.to,
      }
    : undefined
  return {
    from: parseMailbox(message.from),
    to: { name: '', address: message.to },
    ...(message.replyTo ? { replyTo: message.replyTo } : {}),
    envelope: { from: message.returnPath, to: [message.to], ...(dsn ? { dsn } : {}) },
    ...(dsn ? { dsn } : {}),
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: message.messageId,
    date: message.date,
    // A boundary made from the message id keeps a resend byte-identical.
    baseBoundary: message.messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40),
    headers: { ...message.headers },
    textEncoding: 'quoted-printable' as const,
  }
}

/** `Name <address>` or an address. Given as one text, a comma in the name would make a second sender of it. */
function parseMailbox(text: string): { name: string; address: string } {
  const [, name = '', address] = /^([^<]*)<([^<>]+)>$/.exec(text.trim()) ?? []
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address ?? text.trim() }
}
