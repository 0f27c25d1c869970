import { InvalidArgumentError } from 'commander'

/** A parser for an option that is a whole number from `low` to `high`. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= low && value <= high) return value
    throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`)
  }
}

/** An id as `list` and `report` print it. */
export const parseId = (text: string): number => {
  if (/^[1-9]\d{0,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give the number of one, as the list prints it.')
}

// RFC 3339, the profile of ISO 8601 for instants; without a zone nobody knows which instant is meant.
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i

export function parseInstant(text: string): Date {
  const at = new Date(text)
  const [date = ''] = text.split(/t/i)
  // Date rolls 31 February over into March; the day alone, read as UTC, must come back as it was.
  const isDay = !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date)
  if (instant.test(text) && !Number.isNaN(at.getTime()) && isDay) return at
  throw new InvalidArgumentError('Give an instant with its zone, such as 2026-11-24T07:00:00Z.')
}

/** `a,b` or `a b` or `a;b`, without repeats. */
export function splitList(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))]
}
