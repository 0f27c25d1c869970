import type { LinkSigner } from '../../platform/links.ts'

// Nobody reads a form and fills it in within 2 seconds; a day is how long a page is left open.
const shortestMs = 2_000
const longestMs = 24 * 3_600_000

/** The hidden field's name. */
export const formTimeField = 'formTime'

/** The signed instant at which a form was shown. `again`: it comes back to a person who was here already, and may be quick. */
export function signFormTime(links: LinkSigner, now: Date, again = false): string {
  return links.sign('form-time', String(now.getTime() - (again ? shortestMs : 0)))
}

/**
 * What the time says. `absent` is allowed: a form on somebody's own page and a script have none, and the limits hold for
 * them all the same; what this stops is the machine that fetches the page and sends it back at once.
 */
export function judgeFormTime(
  links: LinkSigner,
  value: string,
  now: Date,
): 'fine' | 'absent' | 'early' | 'late' {
  if (value === '') return 'absent'
  const shownAt = Number(links.verify('form-time', value) ?? Number.NaN)
  const ageMs = now.getTime() - shownAt
  // Not ours counts as late: the form comes back with a time that is.
  if (Number.isNaN(ageMs) || ageMs > longestMs) return 'late'
  return ageMs < shortestMs ? 'early' : 'fine'
}
