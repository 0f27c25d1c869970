import type { Db } from '../platform/db/connect.ts'
import { diedReason, listSourceHistories, type SourceHistory, type SourceRun } from './source-run-store.ts'

/**
 * `never` read; `fresh`: it showed something new; `quiet`: nothing new, and nothing was due or little time has passed;
 * `stalled`: it answers, or is no longer asked, and has shown nothing new for too long; `failed`: the last try did.
 */
export type SourceState = 'never' | 'fresh' | 'quiet' | 'stalled' | 'failed'

export type SourceHealth = {
  readonly name: string
  readonly state: SourceState
  readonly lastSuccessAt: Date | undefined
  /** For people: what failed, also where only a part of the source did; or since when nothing new was seen. */
  readonly reason: string | undefined
  readonly nextAt: Date | undefined
  /** The categories or days of the last run, for "213 of 213 announcements read". */
  readonly parts: SourceRun['parts']
}

const hourMs = 3_600_000
/** A daily source may be some hours late. */
const freshMs = 26 * hourMs
/** A day and a half with nothing new, none of it a weekend or holiday, is no longer chance. */
const stalledMs = 36 * hourMs

/** How each source stands, in the order of `names`. Judged by ids not seen before, never by the dates a source gives. */
export async function listSourceHealth(
  db: Pick<Db, 'execute'>,
  names: readonly string[],
  now: Date,
): Promise<SourceHealth[]> {
  const histories = await listSourceHistories(db, names, now)
  return histories.map((history) => ({
    name: history.source,
    ...judge(history, now),
    lastSuccessAt: history.lastSuccessAt,
    nextAt: history.last?.nextAt ?? undefined,
    parts: history.last?.parts ?? [],
  }))
}

function judge({ last, ...since }: SourceHistory, now: Date): Pick<SourceHealth, 'state' | 'reason'> {
  if (last === undefined) return { state: 'never', reason: undefined }
  if (last.state === 'running') return { state: 'failed', reason: diedReason }
  const reason = last.reason ?? undefined
  if (last.state === 'failed') return { state: 'failed', reason }
  const passed = (at: Date | undefined) => now.getTime() - (at ?? last.startedAt).getTime()
  if (passed(since.lastSuccessAt) > stalledMs)
    return { state: 'stalled', reason: tell('not read', since.lastSuccessAt) }
  if (passed(since.lastNewsAt) > stalledMs)
    return { state: 'stalled', reason: tell('nothing new', since.lastNewsAt) }
  if (last.quiet || passed(since.lastNewsAt) > freshMs) return { state: 'quiet', reason }
  return { state: 'fresh', reason }
}

function tell(what: string, at: Date | undefined): string {
  return at === undefined
    ? `${what} yet`
    : `${what} since ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
