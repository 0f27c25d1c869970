import type { Subscriber } from './subscriber-store.ts'

// https://owasp.org/www-community/attacks/CSV_Injection: what begins so is run as a formula by spreadsheets, quoted or not.
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** The header of the export; the same names as an import reads. */
export const csvHeader = toLine([
  ...['email', 'status', 'topics', 'categories', 'keywords', 'authors', 'frequency', 'hour', 'weekday'],
  ...['timezone', 'max_papers', 'paused_until', 'next_digest_at', 'confirmed_at', 'unsubscribed_at'],
])

/** One reader as a row of CSV (RFC 4180), lists divided by `;`. */
export function toCsvRow({ preferences, ...reader }: Subscriber): string {
  return toLine([
    reader.email,
    reader.status,
    preferences.topics.join(';'),
    preferences.categories.join(';'),
    preferences.keywords.join(';'),
    preferences.authors.join(';'),
    preferences.frequency,
    String(preferences.hour),
    String(preferences.weekday),
    preferences.timezone,
    preferences.maxPapers === null ? '' : String(preferences.maxPapers),
    reader.pausedUntil?.toISOString() ?? '',
    reader.nextDigestAt?.toISOString() ?? '',
    reader.confirmedAt.toISOString(),
    reader.unsubscribedAt?.toISOString() ?? '',
  ])
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(text: string): string {
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
