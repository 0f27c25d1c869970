import type { EmailAddress } from './email-address.ts'
import { freemailDomains } from './limits-freemail.ts'

// Real domains that are one slip away from a larger one: asking their people each time would be a nuisance.
const real = new Set([
  ...freemailDomains,
  'mail.com',
  'email.com',
  'gmx.at',
  'gmx.ch',
  'gmx.fr',
  'yahoo.it',
  'yahoo.es',
  'yahoo.ca',
  'live.de',
  'live.fr',
  'live.nl',
  'hotmail.de',
  'hotmail.it',
  'hotmail.es',
  'outlook.de',
  'outlook.fr',
  'aol.de',
  'mail.de',
  'bail.ru',
  'list.ru',
  'ya.ru',
  'zoho.eu',
])

// One slip in a short name makes another short name: `me.com` and `he.com` are two companies.
const shortestDomain = 7

/**
 * The address a person may have meant when its domain is one slip (a letter missing, doubled, wrong or two exchanged) away
 * from a large provider's. A question to ask, never a correction to make.
 */
export function suggestAddress({ local, domain }: EmailAddress): string | undefined {
  if (real.has(domain)) return undefined
  const meant = freemailDomains.find(
    (provider) => provider.length >= shortestDomain && isOneSlipAway(domain, provider),
  )
  return meant && `${local}@${meant}`
}

/** Damerau-Levenshtein distance of exactly 1, without a table: both ends are the same and one place in between differs. */
export function isOneSlipAway(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false
  let start = 0
  while (start < typed.length && typed[start] === meant[start]) start += 1
  const a = typed.slice(start)
  const b = meant.slice(start)
  if (a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)) return true
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)
}
