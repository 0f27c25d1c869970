import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../services/platform/db/connect.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { buildLinkSigner, type LinkSigner } from '../../services/platform/links.ts'
import { confirm, issueConfirmationToken } from '../../services/subscribers/confirm.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { type Preferences, preferencesSchema } from '../../services/subscribers/preferences.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'

const signingKey = 'a-test-key-that-is-long-enough-000'
export const origin = { form: 'home', ip: '192.0.2.7', userAgent: 'test' }
export const noOrigin = { ip: undefined, userAgent: undefined }

/** A clock that the test moves. */
export function buildClock(start = '2026-11-24T06:00:00Z') {
  let at = new Date(start)
  const now = () => at
  const pass = (minutes: number) => {
    at = new Date(at.getTime() + minutes * 60_000)
  }
  return { now, pass }
}

export const minutesOf = { hour: 60, day: 24 * 60 }

export type Deps = { readonly db: Db; readonly now: () => Date; readonly links: LinkSigner }

export function buildDeps(db: Db, now: () => Date, keys = [signingKey]): Deps {
  return { db, now, links: buildLinkSigner(keys) }
}

const schema = preferencesSchema(new Set(['agents', 'tokenization', 'vision']))
export const prefer = (wanted: Record<string, unknown> = {}): Preferences =>
  schema.parse({ topics: 'agents', ...wanted })

/** Signs an address up, as the form does. */
export function signUp(deps: Deps, email: string, wanted: Record<string, unknown> = {}): Promise<void> {
  return subscribe(deps, parseEmailAddress(email), { preferences: prefer(wanted), origin })
}

/** The token that the confirmation mail of this address carries. */
export async function issueToken(deps: Deps, email: string): Promise<string> {
  const [request] = await rows(deps.db, sql`select id::int from signup_requests where email = ${email}`)
  return issueConfirmationToken(deps, z.number().parse(request?.['id']))
}

/** Signs an address up and confirms it; the subscriber's id. */
export async function addReader(
  deps: Deps,
  email: string,
  wanted: Record<string, unknown> = {},
): Promise<number> {
  await signUp(deps, email, wanted)
  const { subscriberId } = await confirm(deps, await issueToken(deps, email), noOrigin)
  return subscriberId
}

export function rows(db: Pick<Db, 'execute'>, statement: SQL): Promise<Record<string, unknown>[]> {
  return queryRows(db, z.record(z.string(), z.unknown()), statement)
}

/** Every row of every table of ours as text: what a dump of the database would show. */
export async function dumpDatabase(db: Pick<Db, 'execute'>): Promise<string> {
  const tables = await rows(db, sql`select tablename from pg_tables where schemaname = 'public' order by 1`)
  const dumps = await Promise.all(
    tables.map(({ tablename }) =>
      rows(db, sql`select t::text as line from ${sql.identifier(String(tablename))} t`),
    ),
  )
  return dumps
    .flat()
    .map(({ line }) => String(line))
    .join('\n')
}
