import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { reportDeliveries } from '../../services/delivery/report.ts'
import { id, param, queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cli, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
let editionId: number
const at = '2026-11-24T07:00:00.000Z'
const run = (...args: string[]) =>
  cli(args, { ...settings, DATABASE_URL: database.url }, { now: () => new Date('2026-11-24T09:00:00Z') })

type Row = { readonly state: string; readonly reason?: string; readonly domain?: string }
const rows: readonly Row[] = [
  ...Array<Row>(4).fill({ state: 'sent' }),
  { state: 'sent', domain: 'Example.NET' },
  { state: 'deferred', reason: '451 \u001b[31mlater' },
  { state: 'failed', reason: '550 5.1.1 no such user', domain: 'example.net' },
  { state: 'uncertain', reason: 'the line was lost' },
  { state: 'uncertain', reason: 'the line was lost' },
  { state: 'uncertain', reason: 'the line was lost' },
  { state: 'skipped', reason: 'nothing new' },
  { state: 'skipped', reason: 'nothing new' },
  { state: 'skipped', reason: 'unsubscribed' },
  { state: 'expired', reason: 'too late' },
]

beforeAll(async () => {
  database = await createTestDatabase()
  editionId = await fill('2026-11-24', 1, rows)
  await fill('2026-11-23', 2, [{ state: 'sent' }])
})
afterAll(() => database.close())

/** An edition with one delivery per row, each to a reader of their own; those sent took a second. */
async function fill(date: string, number: number, wanted: readonly Row[]): Promise<number> {
  const readers = wanted.map(({ state, reason, domain }, index) => ({
    email: `reader${index}.${number}@${domain ?? 'example.org'}`,
    state,
    reason: reason ?? null,
  }))
  const [edition] = await queryRows(
    database.db,
    z.object({ id }),
    sql`
    with edition as (
      insert into editions (cadence, date, number, papers_read, created_at) values ('daily', ${date}::date, ${number}, 0, ${at}::timestamptz) returning id
    ), interest as (
      insert into interests (topics, categories, keywords, authors) values (${param.texts([`t${number}`])}, '{}', '{}', '{}') returning id
    ), digest as (
      insert into digests (edition_id, interests_id, paper_ids, because, created_at)
      select edition.id, interest.id, '{}', '[]', ${at}::timestamptz from edition, interest returning id
    ), wanted as (
      select * from jsonb_to_recordset(${param.json(readers)}) as r (email text, state text, reason text)
    ), reader as (
      insert into subscribers (email, email_hash, status, interests_id, frequency, hour, timezone, next_digest_at, confirmed_at)
      select email, decode(md5(email), 'hex'), 'active', interest.id, 'daily', 7, 'UTC', ${at}::timestamptz, ${at}::timestamptz from wanted, interest
      returning id, email
    ), ledger as (
      insert into deliveries (edition_id, subscriber_id, digest_id, state, reason, expires_at, message_at, next_at, created_at, sent_at)
      select edition.id, reader.id, digest.id, wanted.state, wanted.reason, ${at}::timestamptz + interval '1 hour', ${at}::timestamptz,
        ${at}::timestamptz, ${at}::timestamptz, case when wanted.state = 'sent' then ${at}::timestamptz + interval '1 second' end
      from wanted join reader on reader.email = wanted.email, edition, digest
    )
    select id from edition`,
  )
  return edition?.id ?? 0
}

const Report = z.object({
  edition: z.object({ id: z.number() }).nullable(),
  candidates: z.number(),
  deliveries: z.record(z.string(), z.number()),
  exclusions: z.record(z.string(), z.number()),
  domains: z.array(
    z.object({ domain: z.string(), candidates: z.number(), sent: z.number(), failed: z.number() }),
  ),
  time: z.object({ seconds: z.number().nullable(), lag: z.object({ median: z.number().nullable() }) }),
})

test('the report of an edition adds up: candidates = deliveries by state + exclusions by reason', async () => {
  const { code, out } = await run('deliveries', 'report', '--edition', String(editionId), '--json')
  expect(code).toBe(0)
  const report = Report.parse(jsonLines(out)[0])
  expect(report).toMatchObject({
    edition: { id: editionId },
    candidates: rows.length,
    deliveries: { sent: 5, deferred: 1, failed: 1, uncertain: 3, expired: 1 },
    exclusions: { 'nothing new': 2, unsubscribed: 1 },
    domains: [
      { domain: 'example.org', candidates: 12, sent: 4, failed: 0 },
      { domain: 'example.net', candidates: 2, sent: 1, failed: 1 },
    ],
    time: { seconds: 1, lag: { median: 1 } },
  })
})

test('the report without an edition covers the ledger and lists the newest editions', async () => {
  const { code, out } = await run('deliveries', 'report')
  expect(code).toBe(0)
  expect(out).toMatch(/candidates +15\n/)
  expect(out).toMatch(/skipped: nothing new +2\n/)
  expect(out).toMatch(new RegExp(`${editionId} +daily +2026-11-24 +14 +5 +1\n`))
  const unknown = await run('deliveries', 'report', '--edition', '999')
  expect(unknown).toEqual({ code: 1, out: '', err: 'There is no edition 999.\n' })
})

test('the report shows the bounces and complaints that came back, by edition, and over all those that changed nothing', async () => {
  await database.db.execute(sql`
    insert into mail_reports (source, event_id, kind, severity, delivery_id, reported_at)
    select 'smtp', d.id || r.kind || r.severity, r.kind, nullif(r.severity, ''), d.id, ${at}::timestamptz
    from (values ('2026-11-24', 'bounce', 'hard'), ('2026-11-24', 'complaint', ''), ('2026-11-23', 'bounce', 'hard')) r (date, kind, severity)
    join editions e on e.date = r.date::date join lateral (select id from deliveries where edition_id = e.id and state = 'sent' limit 1) d on true`)
  await database.db.execute(sql`
    insert into report_counts (day, source, outcome, count) values ('2026-11-23', 'imap', 'forged', 2), ('2026-11-24', 'smtp', 'forged', 1)`)
  const json = async (...args: string[]) =>
    z
      .object({ reports: z.unknown(), idleReports: z.unknown().optional() })
      .parse(jsonLines((await run('deliveries', 'report', ...args, '--json')).out)[0])
  const edition = await json('--edition', String(editionId))
  expect(edition).toEqual({ reports: { complaint: 1, 'hard bounce': 1 }, idleReports: undefined })
  expect(await json()).toEqual({ reports: { 'hard bounce': 2, complaint: 1 }, idleReports: { forged: 3 } })
  const { out } = await run('deliveries', 'report')
  expect(out).toMatch(/\nReports that came back\n {2}hard bounce +2\n {2}complaint +1\n/)
  expect(out).toMatch(/\nReports that changed nothing\n {2}forged +3\n/)
})

test('a report is one snapshot: it adds up while deliveries change under it', async () => {
  const flip = async () => {
    for (const state of ['failed', 'sent', 'failed', 'sent'])
      await database.db.execute(
        sql`update deliveries set state = ${state} where state in ('sent', 'failed') and edition_id = ${editionId}`,
      )
  }
  const before = await queryRows(
    database.db,
    z.object({ id, state: z.string() }),
    sql`select id, state from deliveries where edition_id = ${editionId}`,
  )
  const [, ...reports] = await Promise.all([
    flip(),
    ...Array.from({ length: 5 }, () => reportDeliveries(database.db, editionId)),
  ])
  for (const { candidates, deliveries, exclusions, domains, others } of reports) {
    const sum = [...Object.values(deliveries), ...Object.values(exclusions)].reduce(
      (total, size) => total + size,
      0,
    )
    expect(sum).toBe(candidates)
    expect(domains.reduce((total, domain) => total + domain.candidates, others)).toBe(candidates)
    expect(domains.reduce((total, domain) => total + domain.failed, 0)).toBe(deliveries['failed'] ?? 0)
  }
  await database.db.execute(sql`
    update deliveries d set state = r.state from jsonb_to_recordset(${param.json(before)}) as r (id bigint, state text) where r.id = d.id`)
})

test('deliveries are listed newest first, page by page, with addresses masked', async () => {
  const listed = z.array(z.object({ id: z.number(), email: z.string(), state: z.string() }))
  const edition = ['--edition', String(editionId)]
  const all = listed.parse(jsonLines((await run('deliveries', 'list', ...edition, '--json')).out))
  expect(all.length).toBe(rows.length)
  expect(all.map((row) => row.id)).toEqual(all.map((row) => row.id).toSorted((one, other) => other - one))
  for (const { email } of all) expect(email).toMatch(/^r•••@example\.(org|NET|net)$/)
  const first = await run('deliveries', 'list', ...edition, '--limit', '5', '--json')
  const last = listed.parse(jsonLines(first.out)).at(-1)
  expect(first.err).toBe(`There are more; go on with --before ${last?.id}\n`)
  const rest = await run('deliveries', 'list', ...edition, '--before', String(last?.id), '--json')
  expect([...jsonLines(first.out), ...jsonLines(rest.out)]).toEqual(
    jsonLines((await run('deliveries', 'list', ...edition, '--json')).out),
  )
  expect(rest.err).toBe('')
  const shown = await run('deliveries', 'list', '--state', 'failed', '--show-addresses')
  expect(shown.out).toMatch(
    /^\d+ · daily 2026-11-24 · reader6\.1@example\.net · failed · 550 5\.1\.1 no such user\n$/,
  )
})

test('the words of a mail server cannot steer the terminal', async () => {
  const { out } = await run('deliveries', 'list', '--state', 'deferred')
  expect(out).toContain('451  [31mlater')
  expect(out).not.toContain('\u001b')
})

test('an uncertain delivery is resolved as sent or sent again; any other is refused', async () => {
  const listed = jsonLines((await run('deliveries', 'list', '--state', 'uncertain', '--json')).out)
  const [one, two, three] = z
    .array(z.object({ id: z.number() }))
    .parse(listed)
    .map((row) => String(row.id))
  expect(await run('deliveries', 'resolve', one ?? '', '--as', 'sent')).toMatchObject({
    code: 0,
    out: `Delivery ${one} counts as sent.\n`,
  })
  const resent = await run('deliveries', 'resolve', two ?? '', '--as', 'resend', '--json')
  expect(jsonLines(resent.out)).toEqual([{ ok: true, id: Number(two), as: 'resend' }])
  const states = await queryRows(
    database.db,
    z.object({ state: z.string(), resends: z.number(), is_alive: z.boolean() }),
    sql`select state, resends, expires_at > '2026-11-24T09:00:00Z' as is_alive from deliveries where id = any(${param.ids([Number(one), Number(two)])}) order by id desc`,
  )
  expect(states).toMatchObject([
    { state: 'sent', resends: 0 },
    { state: 'pending', resends: 1, is_alive: true },
  ])
  const again = await run('deliveries', 'resolve', one ?? '', '--as', 'resend')
  expect(again).toMatchObject({
    code: 1,
    err: `Delivery ${one} is sent; only an uncertain one can be resolved.\n`,
  })
  await database.db.execute(sql`update deliveries set subscriber_id = null where id = ${Number(three)}`)
  expect(await run('deliveries', 'resolve', three ?? '', '--as', 'resend')).toMatchObject({
    code: 1,
    err: expect.stringContaining('was erased'),
  })
  expect(await run('deliveries', 'resolve', three ?? '', '--as', 'sent')).toMatchObject({ code: 0 })
})
