import type { Frequency, Moment, Schedule } from './view-data.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const CADENCE_NAMES = { daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly' } as const satisfies Record<
  Frequency,
  string
>
const FULL_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
const SHORT_DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const

/** `2026-11-24` as `Tuesday 24 November 2026`. What is no day comes back as it is. */
export function dayInWords(isoDay: string): string {
  return formatIsoDay(isoDay, FULL_DAY)
}

/** `2026-11-24` as `24 November 2026`. What is no day comes back as it is. */
export function dateInWords(isoDay: string): string {
  return formatIsoDay(isoDay, SHORT_DAY)
}

/** 7 as `07:00`. */
export function hourInWords(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** `America/New_York` as `America/New York`. */
export function zoneInWords(timezone: string): string {
  return timezone.replaceAll('_', ' ')
}

/** `Wednesday 25 November 2026 at 07:00, Europe/Berlin time`, on the clock of the moment's zone. */
export function momentInWords({ at, timezone }: Moment): string {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: timezone } as const
  const time = new Intl.DateTimeFormat('en-GB', clock).format(at)
  return `${formatDay(at, { ...FULL_DAY, timeZone: timezone })} at ${time}, ${zoneInWords(timezone)} time`
}

/** `every Monday at 07:00, Europe/Berlin time`. */
export function scheduleInWords(schedule: Schedule): string {
  return `${cadenceInWords(schedule)} at ${hourInWords(schedule.hour)}, ${zoneInWords(schedule.timezone)} time`
}

function cadenceInWords({ frequency, weekday }: Schedule): string {
  if (frequency === 'daily') return 'every day'
  if (frequency === 'monthly') return 'once a month'
  const day = weekday === undefined ? undefined : WEEKDAYS[weekday - 1]
  return day ? `every ${day}` : 'once a week'
}

/** `Tokenization, Grounding and Agents`; nothing chosen is `everything trending`. */
export function topicsInWords(names: readonly string[]): string {
  if (names.length === 0) return 'everything trending'
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}

/** At most three names, then how many more: `A. One, B. Two, C. Three + 4`. */
export function authorsInWords(authors: readonly string[]): string {
  const shown = authors.slice(0, 3).join(', ')
  return authors.length > 3 ? `${shown} + ${authors.length - 3}` : shown
}

/** A wait in the unit people think in: `40 seconds`, `2 minutes`, `3 hours`, rounded up. */
export function waitInWords(seconds: number): string {
  if (seconds < 60) return counted(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 3600) return counted(Math.ceil(seconds / 60), 'minute')
  return counted(Math.ceil(seconds / 3600), 'hour')
}

/** `1 topic`, `3 topics`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The names of the week, Monday first, with their ISO numbers. */
export const weekdays = WEEKDAYS.map((name, index) => ({ name, number: index + 1 }))

/** Cadences in the order the forms offer them. */
export const cadences = (['daily', 'weekly', 'monthly'] as const).map((value) => ({
  value,
  name: CADENCE_NAMES[value],
}))

/** `Daily`, `Weekly`, `Monthly`. */
export function cadenceName(frequency: Frequency): string {
  return CADENCE_NAMES[frequency]
}

function formatIsoDay(isoDay: string, options: Intl.DateTimeFormatOptions): string {
  const instant = new Date(`${isoDay}T00:00:00Z`)
  return Number.isNaN(instant.getTime()) ? isoDay : formatDay(instant, { ...options, timeZone: 'UTC' })
}

/** Joined from parts: whether en-GB puts a comma after the weekday changed between releases of ICU. */
function formatDay(at: Date, options: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(at)
  return parts
    .filter((part) => part.type !== 'literal')
    .map((part) => part.value)
    .join(' ')
}
