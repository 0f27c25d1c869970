import { Temporal } from 'temporal-polyfill'

/**
 * The first instant of a day (`2026-12-24`) in a zone, for a pause until that day; null for an empty field.
 * @throws RangeError when the text is no date.
 */
export function startOfDay(day: string, timezone: string): Date | null {
  if (day.trim() === '') return null
  return new Date(Temporal.PlainDate.from(day.trim()).toZonedDateTime(timezone).epochMilliseconds)
}

/** The day of an instant in a zone, as a form's date field wants it. */
export function dayOf(at: Date, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString()
}
