import type { Expectation } from './source-expectations.ts'

/**
 * `never` read; `fresh`: it showed what was due; `waiting`: that may still come; `quiet`: nothing has been due for a day,
 * as on a weekend or holiday; `stalled`: it answers, or is no longer asked, and what was due has not come; `failed`: the
 * last try did.
 */
export type SourceState = 'never' | 'fresh' | 'waiting' | 'quiet' | 'stalled' | 'failed'

export type Judgement = { readonly state: SourceState; readonly reason: string | undefined }

/** What a source or a part of it is judged by. */
export type Observed = {
  readonly readAt: Date | undefined
  readonly newsAt: Date | undefined
  readonly failure?: string | undefined
  /** How many papers it shows when it shows any. */
  readonly usual: number
}

const hourMs = 3_600_000
/** What came within a day, and some hours of being late, is fresh. */
const freshMs = 26 * hourMs
/** A source that was not asked for a day and a half: the worker stands still, or the source was left out. */
const unreadMs = 36 * hourMs
/** A category as small as this has days without a paper; a week without one is no chance. */
const fewPapers = 20
const fewPatienceMs = 7 * 24 * hourMs

/** Judged by when ids were seen that had not been there before, never by the dates a source gives. */
export function judgeSource(observed: Observed, expectation: Expectation, now: Date): Judgement {
  const { readAt, newsAt, failure, usual } = observed
  if (failure !== undefined) return { state: 'failed', reason: failure }
  if (readAt === undefined) return { state: 'never', reason: undefined }
  if (now.getTime() - readAt.getTime() > unreadMs)
    return { state: 'stalled', reason: sinceWhen('not read', readAt) }
  const dueAt = expectation.lastDueAt(now)
  if (newsAt !== undefined && newsAt >= dueAt) {
    return { state: now.getTime() - newsAt.getTime() <= freshMs ? 'fresh' : 'quiet', reason: undefined }
  }
  if (now.getTime() - dueAt.getTime() <= expectation.patienceMs)
    return { state: 'waiting', reason: undefined }
  const isSmall = expectation.byPart && usual < fewPapers
  const silentMs = now.getTime() - (newsAt ?? readAt).getTime()
  if (isSmall && silentMs <= fewPatienceMs) return { state: 'quiet', reason: undefined }
  return { state: 'stalled', reason: sinceWhen('nothing new', newsAt) }
}

const order = ['stalled', 'waiting', 'fresh', 'quiet', 'failed', 'never'] as const

/**
 * The state of a source from those of its parts: the first of stalled, waiting, fresh, quiet that any part is in. It has
 * failed only when every part has; the reason names the parts that failed or stalled.
 */
export function judgeParts(parts: readonly (Judgement & { readonly name: string })[]): Judgement {
  const state = order.find((one) => parts.some((part) => part.state === one)) ?? 'never'
  const faults = parts.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]))
  return { state, reason: faults.length === 0 ? undefined : faults.join('; ').slice(0, 500) }
}

function sinceWhen(what: string, at: Date | undefined): string {
  return at === undefined
    ? `${what} yet`
    : `${what} since ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
