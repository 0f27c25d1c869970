import { Temporal } from 'temporal-polyfill'
import type { Frequency } from './preferences.ts'

/** When a reader wants mail, in their own zone. */
export type Schedule = {
  readonly frequency: Frequency
  /** Local hour, 0 to 23. */
  readonly hour: number
  /** ISO weekday of weekly editions. */
  readonly weekday: number
  readonly timezone: string
}

/**
 * The first instant after `after` that the schedule names. An hour that summer time skips becomes the next one that
 * exists; an hour that comes twice counts once, the first time (Temporal's "compatible").
 */
export function nextDigestAt(schedule: Schedule, after: Date): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(after.getTime())
    .toZonedDateTimeISO(schedule.timezone)
    .toPlainDate()
  for (let date = firstDate(schedule, start); ; date = followingDate(schedule, date)) {
    const instant = date.toZonedDateTime({
      timeZone: schedule.timezone,
      plainTime: { hour: schedule.hour },
    }).epochMilliseconds
    if (instant > after.getTime()) return new Date(instant)
  }
}

function firstDate({ frequency, weekday }: Schedule, date: Temporal.PlainDate): Temporal.PlainDate {
  if (frequency === 'daily') return date
  if (frequency === 'monthly') return date.with({ day: 1 })
  return date.add({ days: (weekday - date.dayOfWeek + 7) % 7 })
}

function followingDate({ frequency }: Schedule, date: Temporal.PlainDate): Temporal.PlainDate {
  if (frequency === 'daily') return date.add({ days: 1 })
  return frequency === 'weekly' ? date.add({ weeks: 1 }) : date.add({ months: 1 })
}

/** The date an edition carries when it is due at `at`: the reader's day, the Monday of their week, or the first of the month. */
export function editionDate(
  { frequency, timezone }: Pick<Schedule, 'frequency' | 'timezone'>,
  at: Date,
): string {
  const date = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone).toPlainDate()
  if (frequency === 'weekly') return date.subtract({ days: date.dayOfWeek - 1 }).toString()
  return frequency === 'monthly' ? date.with({ day: 1 }).toString() : date.toString()
}
