import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { requirePrivacyLink } from './export-link.ts'
import { suppress } from './suppress.ts'

type Deps = { readonly db: Db; readonly now: () => Date; readonly links: LinkSigner }

/**
 * Erases the person behind a mailed link.
 * @throws DomainError PRIVACY_LINK_EXPIRED
 */
export function eraseByLink(deps: Deps, token: string): Promise<void> {
  return deps.db.transaction(async (db) => {
    const { email } = await requirePrivacyLink({ db, now: deps.now }, { token, kind: 'erase' })
    await eraseRows({ ...deps, db }, email)
  })
}

/** Erases all that is kept of an address. True when anything was. */
export function eraseAddress(deps: Deps, email: string): Promise<boolean> {
  return deps.db.transaction((db) => eraseRows({ ...deps, db }, email))
}

type OpenTransaction = Pick<Db, 'execute' | 'transaction'>

/**
 * What stays is a keyed hash in `suppressions`, so that an old list that is imported again brings nobody back, and the
 * ledger's rows without their reader, so that the counts of past editions hold. A hash that was there keeps its reason:
 * a complaint is not forgotten with the person.
 */
async function eraseRows(deps: Omit<Deps, 'db'> & { db: OpenTransaction }, email: string): Promise<boolean> {
  const { db } = deps
  const isThis = sql`lower(email) = lower(${email})`
  const subscribers = await queryRows(
    db,
    z.object({ interests_id: id }),
    sql`delete from subscribers where ${isThis} returning interests_id`,
  )
  const requests = await queryRows(
    db,
    z.unknown(),
    sql`delete from signup_requests where ${isThis} returning 1`,
  )
  await db.execute(sql`delete from privacy_requests where ${isThis}`)
  for (const row of subscribers) await dropUnusedInterests(db, row.interests_id)
  await suppress(deps, email, 'erased')
  return subscribers.length + requests.length > 0
}

/** Nobody else follows just this: then the words of the person who did go too, unless a past digest was composed for them. */
async function dropUnusedInterests(db: OpenTransaction, interestsId: number): Promise<void> {
  try {
    await db.transaction((inner) =>
      inner.execute(sql`
      delete from interests where id = ${interestsId} and not exists (select from subscribers where interests_id = ${interestsId})`),
    )
  } catch (error) {
    // Their list stands in digests that were sent, with no name on it.
    if (!isStillReferredTo(error)) throw error
  }
}

function isStillReferredTo(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === '23503'
}
