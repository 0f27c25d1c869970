import { z } from 'zod'

/** What is known of one attempt to hand a message to the server. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly response: string }
  /** The server answered no: `status` is the SMTP reply code, `enhanced` the RFC 3463 code where it gave one. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly enhanced?: string | undefined
      readonly reason: string
    }
  /** The message surely did not leave: no connection, no TLS, no login, or lost before its first byte. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** The connection ended without a reply after the first byte: it may have been delivered (RFC 1047). */
  | { readonly kind: 'unknown'; readonly reason: string }

const SmtpError = z.object({
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
})

/**
 * How far an attempt came: no transaction yet, a transaction whose message was not touched, or a message of which a byte
 * was read for sending. nodemailer's errors do not tell: a line lost at the greeting and one lost after the dot are equal.
 */
export type Progress = 'none' | 'envelope' | 'message'

/** Reads what nodemailer's error means for a message that came this far. */
export function readOutcome(error: unknown, progress: Progress): SendOutcome {
  const parsed = SmtpError.safeParse(error)
  const { responseCode, response, message } = parsed.success ? parsed.data : { message: String(error) }
  // Greeting, EHLO, STARTTLS and AUTH are answered to us: not a word about this message, whatever the code.
  if (progress === 'none') return { kind: 'unreached', reason: message }
  if (responseCode === undefined)
    return { kind: progress === 'message' ? 'unknown' : 'unreached', reason: message }
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  return { kind: 'refused', status: responseCode, enhanced, reason: response ?? message }
}
