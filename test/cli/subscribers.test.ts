import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { findSubscriberByEmail } from '../../services/subscribers/subscriber-store.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cli, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
let folder: string
const at = new Date('2026-11-24T06:00:00Z')
const now = () => at
const run = (...args: string[]) => cli(args, { DATABASE_URL: database.url, ...settings }, { now })

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-cli-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await database.db.execute(sql`delete from subscribers`)
  await database.db.execute(sql`delete from suppressions`)
})

async function csv(...lines: string[]): Promise<string> {
  const file = path.join(folder, 'readers.csv')
  await writeFile(file, lines.join('\n'))
  return file
}

test('an import adds readers as the file says, with a consent that names the operator, due at once', async () => {
  const file = await csv(
    'email,topics,frequency,timezone,hour',
    'ada@example.org,agents;tokenization,weekly,Europe/Berlin,6',
    'bob@bücher.example,agents tokenization,,,',
  )
  const { code, out, err } = await run('subscribers', 'import', file)
  expect({ code, out, err }).toEqual({
    code: 0,
    out: '2 rows: 2 added, 0 known already, 0 rejected\n',
    err: '',
  })
  expect(await findSubscriberByEmail(database.db, 'ada@example.org')).toMatchObject({
    status: 'active',
    nextDigestAt: at,
    preferences: {
      topics: ['agents', 'tokenization'],
      frequency: 'weekly',
      timezone: 'Europe/Berlin',
      hour: 6,
    },
  })
  expect(await findSubscriberByEmail(database.db, 'bob@xn--bcher-kva.example')).toMatchObject({
    preferences: { topics: ['agents', 'tokenization'], frequency: 'daily', timezone: 'UTC', hour: 7 },
  })
  const consents = await queryRows(
    database.db,
    z.object({ kind: z.string(), source: z.string() }),
    sql`select kind, source from consent_events`,
  )
  expect(consents).toEqual(Array(2).fill({ kind: 'added', source: 'operator' }))
})

test('a second import changes nothing, whatever a reader has chosen since', async () => {
  const file = await csv('email,topics', 'ada@example.org,agents', 'ADA@example.org,video')
  const first = await run('subscribers', 'import', file, '--json')
  expect(jsonLines(first.out)).toMatchObject([{ ok: true, read: 2, added: 1, known: 1 }])
  const before = await findSubscriberByEmail(database.db, 'ada@example.org')
  await csv('email,topics,frequency', 'ada@example.org,robotics,monthly')
  const second = await run('subscribers', 'import', file, '--json')
  expect(second.code).toBe(0)
  expect(jsonLines(second.out)).toMatchObject([{ ok: true, read: 1, added: 0, known: 1 }])
  expect(await findSubscriberByEmail(database.db, 'ada@example.org')).toEqual(before)
})

test('who is suppressed or has left is not added, and is named by line', async () => {
  const deps = { db: database.db, now, links: buildLinkSigner([settings.SECRET_KEYS]) }
  await suppress(deps, 'Bounced@example.org', 'bounce')
  await suppress(deps, 'erased@example.org', 'erased')
  await run('subscribers', 'add', 'left@example.org', '--topics', 'agents')
  const left = await findSubscriberByEmail(database.db, 'left@example.org')
  await unsubscribe(deps, left?.id ?? 0, 'page')
  const file = await csv(
    'email',
    'bounced@example.org',
    'erased@example.org',
    'left@example.org',
    'new@example.org',
  )
  const { code, out, err } = await run('subscribers', 'import', file)
  expect(code).toBe(0)
  expect(out).toBe('4 rows: 1 added, 0 known already, 1 had unsubscribed, 2 suppressed, 0 rejected\n')
  expect(err).toContain(`${file}, line 2: not added: this address is on the suppression list`)
  expect(err).toContain(`${file}, line 3: not added: this address is on the suppression list`)
  expect(err).toContain(`${file}, line 4: not added: this person unsubscribed`)
  expect(await findSubscriberByEmail(database.db, 'bounced@example.org')).toBeUndefined()
})

test('bad rows are named by line and reason, the good ones are kept, and the exit code is 1', async () => {
  const file = await csv(
    'email,topics,hour',
    'ada@example.org,agents,6',
    'nobody,nope,25',
    '"open,agents,',
    'eve@example.org,agents,',
  )
  const { code, out, err } = await run('subscribers', 'import', file, '--json')
  expect(code).toBe(1)
  expect(jsonLines(out)).toMatchObject([
    {
      ok: false,
      read: 4,
      added: 2,
      rejectedCount: 2,
      rejected: [{ line: 3 }, { line: 4, reason: 'a quote is never closed' }],
    },
  ])
  expect(err).toMatch(/line 3: email: .*no topic "nope".*hour: Choose an hour from 0 to 23/)
})

test('a file without the column email is refused with the columns there are', async () => {
  const { code, err } = await run('subscribers', 'import', await csv('name,mail', 'Ada,ada@example.org'))
  expect(code).toBe(1)
  expect(err).toContain('one of them email. Known columns: email, status, topics')
})

test('with --at-their-hour the first edition waits for the hour of the reader', async () => {
  await run(
    'subscribers',
    'import',
    await csv('email,timezone,hour', 'ada@example.org,Asia/Tokyo,18'),
    '--at-their-hour',
  )
  const ada = await findSubscriberByEmail(database.db, 'ada@example.org')
  expect(ada?.nextDigestAt).toEqual(new Date('2026-11-24T09:00:00Z'))
})

test('an export runs as no formula in a spreadsheet, and an import of it gives the same readers', async () => {
  const file = await csv(
    'email,topics,keywords',
    `'=cmd@example.org,agents,"=1+1;say ""hi"""`,
    '-x@example.org,,@sum',
  )
  expect((await run('subscribers', 'import', file)).code).toBe(0)
  const { code, out } = await run('subscribers', 'export')
  expect(code).toBe(0)
  const cells = out.split(/\r\n|,/).filter((cell) => cell !== '')
  for (const cell of cells) expect(cell).not.toMatch(/^"?[=+\-@]/)
  expect(out).toContain(`"'=cmd@example.org","active","agents","","'=1+1;say ""hi"""`)
  const before = await Promise.all(
    ['=cmd@example.org', '-x@example.org'].map((email) => findSubscriberByEmail(database.db, email)),
  )
  await database.db.execute(sql`delete from subscribers`)
  await run('subscribers', 'import', await csv(out))
  const after = await Promise.all(
    ['=cmd@example.org', '-x@example.org'].map((email) => findSubscriberByEmail(database.db, email)),
  )
  expect(after.map((reader) => reader?.preferences)).toEqual(before.map((reader) => reader?.preferences))
  expect(before.map((reader) => reader?.preferences.keywords)).toEqual([['=1+1', 'say "hi"'], ['@sum']])
})

test('an export names who left, and an import of it does not bring them back', async () => {
  await run('subscribers', 'add', 'left@example.org', '--topics', 'agents')
  const left = await findSubscriberByEmail(database.db, 'left@example.org')
  await unsubscribe({ db: database.db, now }, left?.id ?? 0, 'page')
  const { out } = await run('subscribers', 'export')
  expect(out).toContain('"left@example.org","unsubscribed"')
  await database.db.execute(sql`delete from subscribers`)
  const again = await run('subscribers', 'import', await csv(out), '--json')
  expect(jsonLines(again.out)).toMatchObject([{ read: 1, added: 0, inactive: 1 }])
})

test('an export as JSON has a line per reader', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  const { out } = await run('subscribers', 'export', '--json')
  expect(jsonLines(out)).toMatchObject([
    { email: 'ada@example.org', status: 'active', preferences: { topics: ['agents'] } },
  ])
})

test('ten thousand readers are imported in batches, and exported as they come', async () => {
  const file = await csv(
    'email,topics',
    ...Array.from({ length: 10_000 }, (_, index) => `reader${index}@example.org,agents`),
  )
  const { out } = await run('subscribers', 'import', file, '--json')
  expect(jsonLines(out)).toMatchObject([{ ok: true, read: 10_000, added: 10_000 }])
  expect((await run('subscribers', 'export')).out.split('\r\n').length).toBe(10_002)
})

test('subscribers add makes one reader, says so when there is one, and refuses a suppressed address', async () => {
  const args = [
    'ada@example.org',
    '--topics',
    'agents,video',
    '--frequency',
    'monthly',
    '--timezone',
    'Asia/Tokyo',
    '--hour',
    '9',
  ]
  expect(await run('subscribers', 'add', ...args)).toMatchObject({
    code: 0,
    out: 'ada@example.org is a reader now.\n',
  })
  expect(await findSubscriberByEmail(database.db, 'ada@example.org')).toMatchObject({
    nextDigestAt: at,
    preferences: { topics: ['agents', 'video'], frequency: 'monthly', timezone: 'Asia/Tokyo', hour: 9 },
  })
  const again = await run('subscribers', 'add', ...args, '--json')
  expect(jsonLines(again.out)).toEqual([{ ok: true, email: 'ada@example.org', outcome: 'known' }])
  await run('suppressions', 'add', 'eve@example.org')
  const refused = await run('subscribers', 'add', 'eve@example.org', '--topics', '')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('suppressions remove eve@example.org')
})

test('suppressions are added, listed masked, and removed', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  expect((await run('suppressions', 'add', 'Ada@example.org', '--reason', 'complaint')).code).toBe(0)
  expect((await run('suppressions', 'add', 'stranger@example.org')).code).toBe(0)
  const { out } = await run('suppressions', 'list', '--json')
  const entries = z
    .array(z.object({ email: z.string().nullable(), reason: z.string() }))
    .parse(jsonLines(out))
  expect(entries.map(({ email, reason }) => `${reason} ${email}`).sort()).toEqual([
    'complaint a•••@example.org',
    'manual null',
  ])
  expect((await run('suppressions', 'list', '--show-addresses')).out).toContain('ada@example.org')
  const removed = await run('suppressions', 'remove', 'ADA@example.org', '--json')
  expect(jsonLines(removed.out)).toEqual([{ ok: true, email: 'ADA@example.org', removed: true }])
  expect((await run('suppressions', 'remove', 'ada@example.org')).out).toContain('was not on the list')
  expect(jsonLines((await run('suppressions', 'list', '--json')).out).length).toBe(1)
})
