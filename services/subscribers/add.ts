import type { Db } from '../platform/db/connect.ts'
import type { LinkSigner } from '../platform/links.ts'
import { insertSubscribers, listSuppressedHashes, type NewReader, saveAllInterests } from './add-store.ts'
import { nextDigestAt } from './next-digest.ts'
import type { Preferences } from './preferences.ts'
import { emailHashes } from './subscribe.ts'

export type NewEntry = { readonly email: string; readonly preferences: Preferences }

/**
 * `known` reads already, and keeps their own preferences. `left` unsubscribed, and only they can take that back.
 * `suppressed` bounced, complained, was put on the list by hand or erased.
 */
export type AddOutcome = 'added' | 'known' | 'left' | 'suppressed'

export type AddDeps = { readonly db: Db; readonly links: LinkSigner; readonly now: () => Date }

/**
 * Adds readers whose consent the operator holds, without a confirmation mail; the consent record names the operator. The
 * outcomes stand in the order of the entries. Adding the same again changes nothing. The first edition is due at once,
 * as after a confirmation, or with `atTheirHour` at the next instant of the reader's schedule.
 */
export function addSubscribers(
  deps: AddDeps,
  entries: readonly NewEntry[],
  options: { readonly atTheirHour: boolean },
): Promise<AddOutcome[]> {
  return deps.db.transaction(async (db) => {
    const now = deps.now()
    const hashes = entries.map((entry) => emailHashes(deps.links, entry.email))
    const suppressed = await listSuppressedHashes(db, hashes.flat())
    const isSuppressed = hashes.map((ring) => ring.some((hash) => suppressed.has(hash.toString('hex'))))
    const allowed = entries.filter((_, index) => !isSuppressed[index])
    const interestsOf = await saveAllInterests(
      db,
      allowed.map((entry) => entry.preferences),
    )
    const readers = entries.flatMap((entry, index): NewReader[] => {
      const emailHash = hashes[index]?.[0]
      if (isSuppressed[index] || !emailHash) return []
      const nextAt = options.atTheirHour ? nextDigestAt(entry.preferences, now) : now
      return [{ ...entry, emailHash, interestsId: interestsOf(entry.preferences), nextAt }]
    })
    const standing = await insertSubscribers(db, uniqueReaders(readers), now)
    const named = new Set<string>()
    return entries.map(({ email }, index) => {
      if (isSuppressed[index]) return 'suppressed'
      const key = email.toLowerCase()
      const outcome = standing.get(key) ?? 'known'
      // The same address twice in one list is one reader.
      if (outcome !== 'added' || named.has(key)) return outcome === 'left' ? 'left' : 'known'
      named.add(key)
      return 'added'
    })
  })
}

function uniqueReaders(readers: readonly NewReader[]): NewReader[] {
  const byEmail = new Map<string, NewReader>()
  for (const reader of readers) {
    const key = reader.email.toLowerCase()
    if (!byEmail.has(key)) byEmail.set(key, reader)
  }
  return [...byEmail.values()]
}
