import type { SendOutcome } from '../platform/mail/send-outcome.ts'

/** What an attempt means for a delivery, for its reader and for us who send. */
export type Verdict =
  | { readonly kind: 'sent' }
  /** The mailbox does not exist: its reader gets no more mail. */
  | { readonly kind: 'bounced' }
  /** Refused for good. `mailbox` counts against the mailbox, `policy` against us at this receiving system. */
  | { readonly kind: 'failed'; readonly cause: 'mailbox' | 'policy' | 'other' }
  | { readonly kind: 'later'; readonly cause: 'mailbox' | 'other' }
  /** The receiving system wants less from us: it gets a pause, then little by little more. */
  | { readonly kind: 'throttled' }
  /** Our set-up is wrong, whoever the reader is: the edition pauses and nobody pays for it. */
  | { readonly kind: 'fault' }
  /** Our own mail server was not there for this message, which surely did not leave. */
  | { readonly kind: 'unreached' }
  | { readonly kind: 'uncertain' }

// RFC 3463 and RFC 7505: bad mailbox, system or syntax, moved, null MX, disabled.
const hardCodes = /^5\.(1\.(1|2|3|6|10)|2\.1)$/
// Only where the server gave no enhanced code, which would say it better.
const hardWords =
  /\b(user unknown|unknown (user|recipient)|no such (user|mailbox|recipient|person)|does(n't| not) exist)\b/i
// Gmail limits single mailboxes under 4.2.1 and 5.2.1; the mailbox is alive.
const busyMailbox = /receiv\w+ (mail|messages) at a rate/i

// SPF, DKIM, DMARC, PTR and TLS faults: RFC 7372, support.google.com/a/answer/3726730, Outlook's 5.7.515. And a sender
// address or domain that is not accepted (RFC 3463 X.1.7, X.1.8).
const faultCodes = /^[45]\.(7\.(2[0-7]|29|3[0-2]|40|515)|1\.[78])$/
// Log in, encrypt, change the password, choose another method (RFC 4954): said to us, not about the reader.
const faultStatuses = new Set([530, 534, 535, 538])
const faultWords = /\brelay(ing)?( access)? (denied|not (permitted|allowed))|not permitted to relay/i
// What nodemailer says when it never came to a message: login, certificate, name.
const faultBeforeMessage =
  /invalid login|missing credentials|certificate|altnames|wrong version number|starttls|ENOTFOUND|EDNS/i

// 4.3.2: not accepting mail now. 4.7.28: Gmail's rate. 4.7.5xx and 4.7.6xx: Outlook is busy or limits us.
const throttleCodes = /^4\.(3\.2|7\.(28|[56]\d\d))$/
const policyCodes = /^5\.(7\.\d+|6\.\d+|3\.4)$/

/** Reads an answer by reply code, enhanced code and words. The table stands in README.md. */
export function judge(outcome: SendOutcome): Verdict {
  if (outcome.kind === 'accepted') return { kind: 'sent' }
  if (outcome.kind === 'unknown') return { kind: 'uncertain' }
  if (outcome.kind === 'unreached')
    return { kind: faultBeforeMessage.test(outcome.reason) ? 'fault' : 'unreached' }
  const { status, enhanced = '', reason } = outcome
  if (faultStatuses.has(status) || faultCodes.test(enhanced) || faultWords.test(reason))
    return { kind: 'fault' }
  if (status === 421 || throttleCodes.test(enhanced)) return { kind: 'throttled' }
  if (status < 500) {
    const isFull = enhanced === '4.2.2' || (status === 452 && enhanced === '')
    return { kind: 'later', cause: isFull ? 'mailbox' : 'other' }
  }
  return judgeRefusal(status, enhanced, reason)
}

/** Answers of 5xx are never tried again for the same message: Yahoo and Outlook ask for it. */
function judgeRefusal(status: number, enhanced: string, reason: string): Verdict {
  if (busyMailbox.test(reason)) return { kind: 'failed', cause: 'other' }
  // 521 and 556: the host takes no mail at all (RFC 7504).
  if (hardCodes.test(enhanced) || status === 521 || status === 556) return { kind: 'bounced' }
  if (enhanced === '' && hardWords.test(reason)) return { kind: 'bounced' }
  if (/^5\.(2\.2|4\.\d+)$/.test(enhanced) || (status === 552 && enhanced === ''))
    return { kind: 'failed', cause: 'mailbox' }
  if (policyCodes.test(enhanced) || status === 554) return { kind: 'failed', cause: 'policy' }
  return { kind: 'failed', cause: 'other' }
}

// Greylisting wants a first retry within minutes; the rest follows RFC 5321 4.5.4.1 in spirit, never faster than asked.
const backoffMinutes = [5, 15, 30, 60, 120, 240]

/** When to try again after so many refusals: stepwise, with up to a quarter of jitter so that retries spread. */
export function nextAttemptAt(refusals: number, now: Date, random: () => number = Math.random): Date {
  const minutes = backoffMinutes[Math.min(Math.max(refusals, 1), backoffMinutes.length) - 1] ?? 240
  return new Date(now.getTime() + minutes * 60_000 * (1 + random() / 4))
}
