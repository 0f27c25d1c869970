import { Temporal } from 'temporal-polyfill'

/**
 * Days on which arXiv announces nothing although the weekday would (https://info.arxiv.org/help/availability.html,
 * read for 2026). The year's earlier ones are past.
 */
const HOLIDAYS: ReadonlySet<string> = new Set(['2026-11-26', '2026-12-25', '2026-12-29', '2026-12-31'])
const LAST_LISTED_YEAR = 2026
/** A release that knows the next year's list should be out by then. */
const WARNING_DAYS = 14

/** Announcements come Sunday to Thursday at 20:00 US Eastern time; the feeds follow at about 04:00 UTC. */
const ANNOUNCING_WEEKDAYS: ReadonlySet<number> = new Set([7, 1, 2, 3, 4])
const ANNOUNCEMENT_HOUR = 20
const DAY_MS = 86_400_000

export type AnnouncementDay = {
  /** The Eastern calendar day whose 20:00 was the last one before the instant: `2026-11-23`. */
  readonly day: string
  readonly announces: boolean
  readonly reason: 'announcement' | 'weekend' | 'holiday'
}

/** Whether the last 20:00 in Ithaca, New York, before `at` brought an announcement, and if not, why. */
export function announcementDay(at: Date): AnnouncementDay {
  const eastern = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('America/New_York')
  const date = eastern.toPlainDate().subtract({ days: eastern.hour < ANNOUNCEMENT_HOUR ? 1 : 0 })
  const day = date.toString()
  if (!ANNOUNCING_WEEKDAYS.has(date.dayOfWeek)) return { day, announces: false, reason: 'weekend' }
  if (isHoliday(date)) return { day, announces: false, reason: 'holiday' }
  return { day, announces: true, reason: 'announcement' }
}

/** The year that holidays are derived for by now or soon, because arXiv's own list had not been read; else undefined. */
export function yearWithoutList(at: Date): number | undefined {
  const year = new Date(at.getTime() + WARNING_DAYS * DAY_MS).getUTCFullYear()
  return year > LAST_LISTED_YEAR ? year : undefined
}

/**
 * Of a year without a list, the holidays that its list of 2023 shares with the calendar of the United States (5 U.S.C.
 * 6103; one on a Sunday is kept on Monday). What arXiv takes off between the years and for its own reasons follows no rule.
 */
function isHoliday(date: Temporal.PlainDate): boolean {
  if (date.year <= LAST_LISTED_YEAR) return HOLIDAYS.has(date.toString())
  const { month, day, dayOfWeek } = date
  const week = Math.ceil(day / 7)
  if (dayOfWeek === 1 && ((month === 1 && week === 3) || (month === 9 && week === 1))) return true
  if (dayOfWeek === 4 && month === 11 && week === 4) return true
  const kept = dayOfWeek === 1 ? [date, date.subtract({ days: 1 })] : dayOfWeek === 7 ? [] : [date]
  return kept.some((each) => FIXED_HOLIDAYS.has(each.toString().slice(5)))
}

/** Juneteenth, Independence Day, Christmas. */
const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['06-19', '07-04', '12-25'])

/** The last instant before `at` at which arXiv announced papers: 20:00 in Ithaca on a day that announces. */
export function lastAnnouncementAt(at: Date): Date {
  for (let back = 0; ; back += 1) {
    const { day, announces } = announcementDay(new Date(at.getTime() - back * DAY_MS))
    if (!announces) continue
    const evening = Temporal.PlainDate.from(day).toZonedDateTime({
      timeZone: 'America/New_York',
      plainTime: { hour: ANNOUNCEMENT_HOUR },
    })
    return new Date(evening.epochMilliseconds)
  }
}
