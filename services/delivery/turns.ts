import { type Edition, type EditionSources, openEdition } from '../digests/edition-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { editionDate, nextDigestAt, type Schedule } from '../subscribers/next-digest.ts'
import { type Frequency, isTimeZone } from '../subscribers/preferences.ts'

/** What readers of one schedule share: the edition that is due, until when it is worth sending, and the instant of the next. */
export type Turn = { readonly edition: Edition; readonly expiresAt: Date; readonly nextAt: Date }

export type DueReader = Schedule & { readonly next_digest_at: Date }

type Deps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  readonly describeSources: () => Promise<EditionSources | undefined>
}

// Later than this after its hour a mail would come close to the next edition: it is not sent, and its papers go there.
const lifetimeHours: Readonly<Record<Frequency, number>> = { daily: 20, weekly: 120, monthly: 336 }

/**
 * Opens the editions that are due for these readers and tells which reader has which. Once per schedule, not per reader; with
 * one `placeOf` for several calls, once for all of them.
 */
export async function openTurns(
  deps: Deps,
  readers: readonly DueReader[],
  placeOf: Placer = buildPlacer(),
): Promise<(reader: DueReader) => Turn> {
  const sources = (await deps.describeSources()) ?? null
  const now = deps.now()
  const schedules = [...new Map(readers.map((reader) => [scheduleKey(reader), reader])).entries()]
  const pending = schedules.map(([key, reader]) => ({ key, ...placeOf(key, reader, now) }))
  const turns = new Map<string, Turn>()
  const opened = new Map<string, Edition>()
  // By date, so that numbers follow the dates also where a downtime makes two editions due at once.
  for (const { key, cadence, date, ...turn } of pending.sort((one, other) =>
    one.date < other.date ? -1 : 1,
  )) {
    const name = `${cadence} ${date}`
    const edition = opened.get(name) ?? (await openEdition(deps.db, { cadence, date, now, sources }))
    opened.set(name, edition)
    turns.set(key, { edition, ...turn })
  }
  return (reader) => {
    const turn = turns.get(scheduleKey(reader))
    if (!turn) throw new Error('a reader without a turn')
    return turn
  }
}

type Place = ReturnType<typeof place>
export type Placer = (key: string, reader: DueReader, now: Date) => Place

/** Remembers where a schedule stands until its next instant. */
export function buildPlacer(): Placer {
  const known = new Map<string, Place>()
  return (key, reader, now) => {
    const found = known.get(key)
    if (found && found.nextAt > now) return found
    const made = place(reader, now)
    known.set(key, made)
    return made
  }
}

function place(reader: DueReader, now: Date) {
  // Zones come and go with Node's data; a reader whose zone is gone must not hold up everyone else of the batch.
  const timezone = isTimeZone(reader.timezone) ? reader.timezone : 'UTC'
  const schedule = { ...reader, timezone }
  const { dueAt, nextAt } = latestTurn(schedule, reader.next_digest_at, now)
  const expiresAt = new Date(dueAt.getTime() + lifetimeHours[reader.frequency] * 3_600_000)
  return { cadence: reader.frequency, date: editionDate(schedule, dueAt), expiresAt, nextAt }
}

function scheduleKey(reader: DueReader): string {
  return `${reader.frequency} ${reader.hour} ${reader.weekday} ${reader.timezone} ${reader.next_digest_at.getTime()}`
}

/** The last instant of the schedule that has passed and the first that has not: however long we were away, one digest. */
function latestTurn(schedule: Schedule, firstDue: Date, now: Date): { dueAt: Date; nextAt: Date } {
  const recent = new Date(now.getTime() - 40 * 86_400_000)
  let dueAt = firstDue < recent ? recent : firstDue
  for (;;) {
    const nextAt = nextDigestAt(schedule, dueAt)
    if (nextAt > now) return { dueAt, nextAt }
    dueAt = nextAt
  }
}
