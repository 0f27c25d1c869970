import { judge } from '../outcome.ts'

/**
 * A mail that did not arrive although our own server had taken it. `hard`: the mailbox is gone. `soft`: it may come back.
 * `other`: not the mailbox's fault (content, policy, our set-up), so nobody pays for it.
 */
export type Bounce = {
  readonly severity: 'hard' | 'soft' | 'other'
  readonly enhanced: string | undefined
  /** The receiving system's words, as they came. */
  readonly words: string
}

export type BounceAnswer = {
  /** The SMTP reply code, where one is told. */
  readonly reply: number | undefined
  /** RFC 3463. */
  readonly enhanced: string | undefined
  readonly words: string
  /** What the reporter itself calls it; counts where there is no code to judge by. */
  readonly fallback?: Bounce['severity'] | undefined
}

// Given up after days of trying: a full mailbox, and a host that could not be reached (RFC 3463 X.2.2, X.4).
const givenUp = /^4\.(2\.[0-4]|4\.\d+)$/

/**
 * Judges by the same table as an answer over SMTP, but for what is temporary there: whoever reports has stopped trying.
 * X.0.0 says no more than that it failed, so the words decide, and then the reporter's own opinion.
 */
export function judgeBounce({ reply, enhanced, words, fallback = 'other' }: BounceAnswer): Bounce {
  const status = reply ?? (enhanced ? Number(`${enhanced[0]}50`) : undefined)
  return { severity: severityOf({ status, enhanced, words, fallback }), enhanced, words }
}

type Known = Required<Omit<BounceAnswer, 'reply'>> & { readonly status: number | undefined }

function severityOf({ status, enhanced, words, fallback }: Known): Bounce['severity'] {
  if (status === undefined) return fallback ?? 'other'
  const specific = enhanced?.endsWith('.0.0') ? undefined : enhanced
  const verdict = judge({ kind: 'refused', status, enhanced: specific, reason: words })
  if (verdict.kind === 'bounced') return 'hard'
  if (verdict.kind === 'failed' && verdict.cause === 'mailbox') return 'soft'
  if (verdict.kind === 'later' && verdict.cause === 'mailbox') return 'soft'
  if (givenUp.test(specific ?? '')) return 'soft'
  const isTelling = specific !== undefined || verdict.kind !== 'failed' || verdict.cause !== 'other'
  return isTelling ? 'other' : (fallback ?? 'other')
}
