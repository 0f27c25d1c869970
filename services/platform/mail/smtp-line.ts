import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { reasonOf, type SendOutcome } from './send-outcome.ts'
import { type Dialogue, openDialogue, type Reply } from './smtp-dialogue.ts'
import type { SmtpTarget } from './smtp-settings.ts'
import { announce, type Envelope, type Extensions, readExtensions } from './smtp-transaction.ts'

/** A connection that is logged in and carries one message after the other. */
export type SmtpLine = {
  /** `message`: pieces of ASCII lines with CRLF, dot-stuffed. Never rejects: the outcome tells. */
  transmit(envelope: Envelope, message: readonly string[]): Promise<SendOutcome>
  /** Messages so far. */
  messages(): number
  /** False after its end, whoever ended it. */
  isOpen(): boolean
  quit(): void
  close(): void
}

/**
 * Opens a connection through greeting, EHLO, STARTTLS and login, which is the library's work; the messages are ours. The
 * library's way of them goes through three streams and takes longer than all else we do for a mail.
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
    connection.on('error', fail)
    connection.once('end', () => reject(new Error('The connection was closed')))
    connection.connect((error) => {
      if (error) return fail(error)
      const extensions = readExtensions(connection.lastServerResponse || '')
      const { _socket: socket } = connection
      if (!socket) return fail(new Error('The connection was closed'))
      const succeed = () => resolve(lineOn(connection, openDialogue(socket), extensions))
      if (login === undefined || !connection.allowsAuth) return succeed()
      connection.login({ credentials: login }, (refusal) => (refusal ? fail(refusal) : succeed()))
    })
  })
}

function lineOn(connection: SMTPConnection, dialogue: Dialogue, extensions: Extensions): SmtpLine {
  const toBytes = buildByteWriter()
  const state = { messages: 0 }
  const close = () => connection.close()
  // Before the listener that closes the connection: its end is no reason.
  connection.prependListener('error', dialogue.end)
  connection.once('end', () => dialogue.end(new Error('The connection was closed')))

  /** What the server answered to the message itself. */
  const send = async (message: readonly string[]): Promise<SendOutcome> => {
    try {
      dialogue.say(toBytes(message), 1)
      const reply = await dialogue.answer()
      const isTaken = reply.status >= 200 && reply.status < 300
      // What a server has refused before it heard all of it would run into the next message.
      if (reply.status === 421 || !dialogue.isSaid()) close()
      return isTaken ? { kind: 'accepted', response: reply.text } : refusedBy(reply)
    } catch (error) {
      close()
      return { kind: 'unknown', reason: reasonOf(error) }
    }
  }
  return {
    isOpen: () => !connection.destroyed,
    messages: () => state.messages,
    quit: () => {
      dialogue.say('QUIT\r\n', 1)
      dialogue.answer().then(close, close)
    },
    close,
    transmit: async (envelope, message) => {
      state.messages += 1
      try {
        const refused = await announce(dialogue, envelope, extensions)
        if (!refused) return await send(message)
        if (!refused.isClean) close()
        return refusedBy(refused.refusal)
      } catch (error) {
        close()
        return { kind: 'unreached', reason: reasonOf(error) }
      }
    },
  }
}

function refusedBy({ status, text }: Reply): SendOutcome {
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1]
  return { kind: 'refused', status, enhanced, reason: text }
}

/**
 * Writes each message, and the dot behind it, into the same bytes. The one before has left them by then, or its connection
 * was closed. A buffer for each message would be 30 MB of garbage for every thousand.
 */
function buildByteWriter(): (pieces: readonly string[]) => Uint8Array {
  const state = { bytes: Buffer.alloc(0) }
  return (pieces) => {
    // Put together first: to copy one text is faster than to copy its many pieces.
    let whole = ''
    for (const piece of pieces) whole += piece
    whole += '.\r\n'
    if (state.bytes.length < whole.length) state.bytes = Buffer.alloc(Math.ceil(whole.length * 1.25))
    return state.bytes.subarray(0, state.bytes.write(whole, 'latin1'))
  }
}
