const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }

const plainDay = new Intl.DateTimeFormat('en-GB', DAY)
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' })
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})

/** "24 November 2026", the day in UTC. */
export function writtenDate(at: Date): string {
  return plainDay.format(at)
}

/** "Tuesday 24 November 2026", the day in UTC. ICU versions disagree on a comma after the weekday; we write none. */
export function writtenDay(at: Date): string {
  return `${weekday.format(at)} ${plainDay.format(at)}`
}

/** "24 November 2026 at 09:41 UTC". */
export function writtenMinute(at: Date): string {
  return `${plainDay.format(at)} at ${clock.format(at)} UTC`
}
