const CALENDAR_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const INSTANT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i
/** RFC 822 as RSS writes it; the weekday is decoration and often wrong, so it is not read. */
const MAIL_DATE =
  /^(?:[a-z]{3,9},\s*)?\d{1,2} [a-z]{3,9} \d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?(?: ?(?:[a-z]{1,4}|[+-]\d{4}))?)?$/i

/** Papers older than the first journal or from a clock gone wrong are misread dates. */
const FIRST_YEAR = 1665
const LAST_YEAR = 2200

/**
 * A date as sources write it: `2026-07-02`, unpadded `2026-6-30`, ISO with or without offset (none means UTC), RFC 822.
 * A day alone is its midnight in UTC. Undefined for anything else, 30 February included.
 */
export function parseDate(text: string): Date | undefined {
  const trimmed = text.trim()
  const day = CALENDAR_DAY.exec(trimmed)
  if (day !== null) return readDay(day)
  const instant = INSTANT.exec(trimmed)
  if (instant !== null) {
    const date = readDay(instant)
    if (date === undefined) return undefined
    return inRange(new Date(`${date.toISOString().slice(0, 10)}T${instant[4]}${offsetOf(instant[5])}`))
  }
  return MAIL_DATE.test(trimmed) ? inRange(new Date(inUtcUnlessTold(trimmed))) : undefined
}

/** Without a zone, JavaScript would read a date in the zone of the machine. */
function inUtcUnlessTold(mailDate: string): string {
  if (!/\d:\d/.test(mailDate)) return `${mailDate} 00:00 GMT`
  return /:\d{2}$/.test(mailDate) ? `${mailDate} GMT` : mailDate
}

/** The day in UTC as `YYYY-MM-DD`. */
export function utcDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function readDay(match: RegExpExecArray): Date | undefined {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? inRange(date) : undefined
}

function offsetOf(zone: string | undefined): string {
  if (zone === undefined || /^z$/i.test(zone)) return 'Z'
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}

function inRange(date: Date): Date | undefined {
  const year = date.getUTCFullYear()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? date : undefined
}
