import { type Edition, openEdition } from '../digests/edition-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { editionDate, nextDigestAt, type Schedule } from '../subscribers/next-digest.ts'

/** What readers of one schedule share: the edition that is due, and the instant of the one after it. */
export type Turn = { readonly edition: Edition; readonly dueAt: Date; readonly nextAt: Date }

type DueReader = Schedule & { readonly next_digest_at: Date }

type Deps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  readonly describeSources: () => Promise<string | undefined>
}

/** Opens the editions that are due for these readers and tells which reader has which. Once per schedule, not per reader. */
export async function openTurns<Reader extends DueReader>(
  deps: Deps,
  readers: readonly Reader[],
): Promise<(reader: Reader) => Turn> {
  const turns = new Map<string, Turn>()
  const sourcesLine = (await deps.describeSources()) ?? null
  const now = deps.now()
  for (const reader of readers) {
    const key = scheduleKey(reader)
    if (turns.has(key)) continue
    const { dueAt, nextAt } = latestTurn(reader, reader.next_digest_at, now)
    const edition = await openEdition(deps.db, {
      cadence: reader.frequency,
      date: editionDate(reader, dueAt),
      now,
      sourcesLine,
    })
    turns.set(key, { edition, dueAt, nextAt })
  }
  return (reader) => {
    const turn = turns.get(scheduleKey(reader))
    if (!turn) throw new Error('a reader without a turn')
    return turn
  }
}

function scheduleKey(reader: DueReader): string {
  return `${reader.frequency} ${reader.hour} ${reader.weekday} ${reader.timezone} ${reader.next_digest_at.getTime()}`
}

/** The last instant of the schedule that has passed and the first that has not: however long we were away, one digest. */
export function latestTurn(schedule: Schedule, firstDue: Date, now: Date): { dueAt: Date; nextAt: Date } {
  const recent = new Date(now.getTime() - 40 * 86_400_000)
  let dueAt = firstDue < recent ? recent : firstDue
  for (;;) {
    const nextAt = nextDigestAt(schedule, dueAt)
    if (nextAt > now) return { dueAt, nextAt }
    dueAt = nextAt
  }
}
