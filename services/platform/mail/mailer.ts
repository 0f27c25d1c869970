import { buildDkimSigner, type DkimKey } from './dkim-sign.ts'
import { buildMimeWriter, type MimeSource } from './mime-message.ts'
import type { SendOutcome } from './send-outcome.ts'
import { openLine } from './smtp-line.ts'
import { buildSmtpPool } from './smtp-pool.ts'
import { type SmtpSettings, smtpTargetOf } from './smtp-settings.ts'

export type { DkimKey } from './dkim-sign.ts'

/** A message ready to send. Two messages with equal fields are equal byte for byte, DKIM signature included. */
export type OutgoingMessage = MimeSource & {
  /** One bare address, already validated. */
  readonly to: string
  /** Envelope sender; equals the From address where no bounce domain is set. */
  readonly returnPath: string
  /** ENVID of RFC 3461, so that a delivery report names the delivery. */
  readonly envelopeId?: string | undefined
}

export type MailerSettings = SmtpSettings & {
  readonly connections: number
  /** Messages a second through this process. */
  readonly ratePerSecond: number
  readonly dkim?: DkimKey | undefined
  /** A further key that signs as well, while keys change: whoever verifies may know either. */
  readonly secondDkim?: DkimKey | undefined
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

/**
 * A pool of SMTP connections, opened on first use. TLS is required and verified everywhere but on the loopback.
 * @throws Error where the key for DKIM cannot be read
 */
export function connectMailer(settings: MailerSettings): Mailer {
  const target = smtpTargetOf(settings)
  const pool = buildSmtpPool(target, settings)
  const signers = [settings.dkim, settings.secondDkim].flatMap((key) => (key ? [buildDkimSigner(key)] : []))
  const write = buildMimeWriter({ isSigned: signers.length > 0 })
  return {
    send: async (message) => {
      const mime = write(message)
      const signatures = await Promise.all(signers.map((sign) => sign(mime)))
      const header = [...signatures, ...mime.fields].join('\r\n')
      const envelope = { from: message.returnPath, to: message.to, id: message.envelopeId }
      return pool.send(envelope, [`${header}\r\n\r\n`, ...mime.body])
    },
    check: async () => (await openLine(target)).quit(),
    close: () => pool.close(),
  }
}
