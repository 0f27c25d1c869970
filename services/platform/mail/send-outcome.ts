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
  /** The message surely did not leave: no connection, no TLS, no login. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** The connection ended without a reply after we began: it may have been delivered (RFC 1047). */
  | { readonly kind: 'unknown'; readonly reason: string }

const SmtpError = z.object({
  code: z.string().optional(),
  errno: z.union([z.number(), z.string()]).optional(),
  syscall: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
})

// Faults that nodemailer raises before MAIL FROM, so the message cannot have left.
const beforeEnvelope = new Set([
  'EDNS',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ETLS',
  'EREQUIRETLS',
  'ECONFIG',
  'EPROXY',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Reads a nodemailer error. Without a reply it cannot tell a loss before MAIL FROM from one after the dot: `unknown`. */
export function readOutcome(error: unknown): SendOutcome {
  const parsed = SmtpError.safeParse(error)
  if (!parsed.success) return { kind: 'unknown', reason: String(error) }
  const { code, responseCode, response, message, command, syscall } = parsed.data
  const isBefore = code !== undefined && beforeEnvelope.has(code)
  if (isBefore || syscall === 'connect' || syscall === 'getaddrinfo')
    return { kind: 'unreached', reason: message }
  // A 4xx or 5xx greeting or EHLO refuses the connection and not this recipient.
  if (responseCode !== undefined && (command === 'CONN' || command === 'EHLO'))
    return { kind: 'unreached', reason: message }
  if (responseCode === undefined) return { kind: 'unknown', reason: message }
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  return { kind: 'refused', status: responseCode, enhanced, reason: response ?? message }
}
