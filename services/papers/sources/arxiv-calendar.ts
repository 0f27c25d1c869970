import { Temporal } from 'temporal-polyfill'

/**
 * Days on which arXiv announces nothing although the weekday would (https://info.arxiv.org/help/availability.html,
 * read for 2026). The year's earlier ones are past.
 */
const HOLIDAYS: ReadonlySet<string> = new Set(['2026-11-26', '2026-12-25', '2026-12-29', '2026-12-31'])

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
  if (HOLIDAYS.has(day)) return { day, announces: false, reason: 'holiday' }
  return { day, announces: true, reason: 'announcement' }
}

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
