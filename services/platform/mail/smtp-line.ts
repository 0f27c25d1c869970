import { Readable, Transform } from 'node:stream'
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection'
import { type Progress, readOutcome, type SendOutcome } from './send-outcome.ts'
import type { SmtpTarget } from './smtp-settings.ts'

/** A connection that is logged in and carries one message after the other. */
export type SmtpLine = {
  /** `message`: pieces of ASCII lines with CRLF, dot-stuffed. Never rejects: the outcome tells. */
  transmit(envelope: SMTPEnvelope, message: readonly string[]): Promise<SendOutcome>
  /** Messages so far. */
  messages(): number
  /** False after its end, whoever ended it. */
  isOpen(): boolean
  quit(): void
  close(): void
}

/**
 * Opens a connection through greeting, EHLO, STARTTLS and login.
 * @throws Error with the reason when it comes to nothing; not a word was said about any message then
 */
export function openLine({ options, login }: SmtpTarget): Promise<SmtpLine> {
  const connection = new SMTPConnection(options)
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      // In this order: closing says that the connection ended, which is no reason.
      reject(error)
      connection.close()
    }
    const succeed = () => resolve(lineOn(connection))
    // Later, an error reaches the message under way by its callback, and an idle connection just ends.
    connection.on('error', fail)
    connection.once('end', () => reject(new Error('The connection was closed')))
    connection.connect((error) => {
      if (error) fail(error)
      else if (login === undefined || !connection.allowsAuth) succeed()
      else connection.login({ credentials: login }, (refusal) => (refusal ? fail(refusal) : succeed()))
    })
  })
}

function lineOn(connection: SMTPConnection): SmtpLine {
  const state = { messages: 0 }
  const toBytes = buildByteWriter()
  const isOpen = () => !connection.destroyed
  return {
    isOpen,
    messages: () => state.messages,
    quit: () => connection.quit(),
    close: () => connection.close(),
    transmit: async (envelope, message) => {
      state.messages += 1
      const { body, progress } = wholeMessage(message, toBytes)
      try {
        return { kind: 'accepted', response: await send(connection, envelope, body) }
      } catch (error) {
        const outcome = readOutcome(error, progress())
        const isUsable = outcome.kind === 'refused' && outcome.status !== 421 && isOpen()
        if (!isUsable || !(await reset(connection))) connection.close()
        return outcome
      }
    },
  }
}

function send(connection: SMTPConnection, envelope: SMTPEnvelope, body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, body, (error, info) => (error ? reject(error) : resolve(info?.response ?? '')))
  })
}

function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    connection.once('end', () => resolve(false))
    connection.reset((error) => resolve(!error))
  })
}

/**
 * A message as the library takes it, and the only witness of whether a byte of it was taken for sending. It comes
 * dot-stuffed: the library stuffs byte by byte in JavaScript, which takes longer than all else it does for a message.
 */
function wholeMessage(
  message: readonly string[],
  toBytes: ByteWriter,
): { body: Readable; progress: () => Progress } {
  const state: { progress: Progress } = { progress: 'envelope' }
  const pipe = <T extends NodeJS.WritableStream>(destination: T): T => {
    if (!(destination instanceof Transform))
      throw new TypeError('The SMTP library takes messages in a new way')
    state.progress = 'message'
    // The library ends a message with a line break, the dot and another line break.
    destination.push(toBytes(message).subarray(0, -2))
    destination.end()
    return destination
  }
  return { body: Object.assign(new Readable({ read: () => {} }), { pipe }), progress: () => state.progress }
}

type ByteWriter = (pieces: readonly string[]) => Buffer

/**
 * Writes each message into the same bytes. The one before has left them by then: its last answer came after its last byte
 * had arrived. A buffer for each message would be 30 MB of garbage for every thousand.
 */
function buildByteWriter(): ByteWriter {
  const state = { bytes: Buffer.alloc(0) }
  return (pieces) => {
    let size = 0
    for (const piece of pieces) size += piece.length
    if (state.bytes.length < size) state.bytes = Buffer.alloc(Math.ceil(size * 1.25))
    let at = 0
    for (const piece of pieces) at += state.bytes.write(piece, at, 'latin1')
    return state.bytes.subarray(0, size)
  }
}
