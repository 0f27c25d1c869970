import { Temporal } from 'temporal-polyfill'

/** A day (`2026-11-24`), an ISO week (`2026-W48`) or a month (`2026-11`). */
export type Period = { readonly kind: 'date' | 'week' | 'month'; readonly value: string }

/** The fewest whole months, weeks and days that make up the days from `from` to `until`, both YYYY-MM-DD and included. */
export function splitIntoPeriods(from: string, until: string): Period[] {
  const last = Temporal.PlainDate.from(until)
  const periods: Period[] = []
  let day = Temporal.PlainDate.from(from)
  const fits = (days: number) => Temporal.PlainDate.compare(day.add({ days: days - 1 }), last) <= 0
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    if (day.day === 1 && fits(day.daysInMonth)) {
      periods.push({ kind: 'month', value: day.toString().slice(0, 7) })
      day = day.add({ months: 1 })
    } else if (day.dayOfWeek === 1 && fits(7)) {
      periods.push({ kind: 'week', value: `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}` })
      day = day.add({ days: 7 })
    } else {
      periods.push({ kind: 'date', value: day.toString() })
      day = day.add({ days: 1 })
    }
  }
  return periods
}
