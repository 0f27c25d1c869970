import type { SendOutcome } from '../platform/mail/send-outcome.ts'

/** What an attempt means for a delivery, and for the reader and the sender. */
export type Verdict =
  | { readonly kind: 'sent' }
  /** This mailbox does not exist: the reader gets no more mail. */
  | { readonly kind: 'bounced' }
  /** Refused for good, but not because of the mailbox. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'later' }
  | { readonly kind: 'uncertain' }
  /** The fault is ours or the server's, whoever the reader is: stop and try everything again later. */
  | { readonly kind: 'halt' }

// RFC 3463: bad mailbox, bad system, bad syntax, moved, null MX, disabled. Google's 5.2.1 "receiving at a rate" is a throttle.
const hardRecipient = /^5\.(1\.(1|2|3|6|10)|2\.1)$/
// Authentication and alignment faults (RFC 7372; Gmail's and Outlook's codes): the sender's, never the reader's.
const senderFault = /^[45]\.7\.(2\d|3[0-2]|40|515)$|^5\.7\.0$/

/** Reads an answer by reply code, enhanced code and text. */
export function judge(outcome: SendOutcome): Verdict {
  if (outcome.kind === 'accepted') return { kind: 'sent' }
  if (outcome.kind === 'unreached') return { kind: 'halt' }
  if (outcome.kind === 'unknown') return { kind: 'uncertain' }
  const { status, enhanced = '', reason } = outcome
  if (status === 530 || senderFault.test(enhanced)) return { kind: 'halt' }
  if (status < 500) return { kind: status === 421 ? 'halt' : 'later' }
  if (/receiv\w+ mail at a rate/i.test(reason)) return { kind: 'later' }
  if (hardRecipient.test(enhanced) || status === 521 || status === 556) return { kind: 'bounced' }
  return { kind: 'failed' }
}

// Greylisting wants a first retry within minutes; the rest follows RFC 5321 4.5.4.1 in spirit, never faster than asked.
const backoffMinutes = [5, 15, 30, 60, 120, 240]

/** When to try again after `attempt` attempts: stepwise, with up to a quarter of jitter so that retries spread. */
export function nextAttemptAt(attempt: number, now: Date, random: () => number = Math.random): Date {
  const minutes = backoffMinutes[Math.min(Math.max(attempt, 1), backoffMinutes.length) - 1] ?? 240
  return new Date(now.getTime() + minutes * 60_000 * (1 + random() / 4))
}
