import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts'
import { cli, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
let sink: SmtpSink
let folder: string
const env = () => ({ ...settings, DATABASE_URL: database.url, SMTP_URL: sink.url, SEND_RATE: '1000' })
const run = (...args: string[]) => cli(args, env())

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-cli-'))
  const papers = path.join(folder, 'papers.json')
  await writeFile(papers, JSON.stringify([paper('One'), paper('Two')]))
  // Papers are news to a digest only before the instant that it is planned at.
  await cli(
    ['papers', 'import', papers],
    { DATABASE_URL: database.url },
    { now: () => new Date(Date.now() - 60_000) },
  )
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await sink?.close()
  sink = await startSmtpSink()
  for (const table of ['deliveries', 'digests', 'edition_papers', 'editions', 'subscribers', 'mail_groups'])
    await database.db.execute(sql.raw(`delete from ${table}`))
})
afterAll(() => sink.close())

const paper = (title: string) => ({
  title: `${title}: agents that use tools`,
  abstract:
    'A language agent plans, calls tools and acts in an environment; multi-agent systems of LLM agents.',
  categories: ['cs.AI'],
})

const Run = z.object({
  ok: z.boolean(),
  due: z.number(),
  planned: z.number(),
  nothingNew: z.number(),
  sent: z.number().optional(),
  waiting: z.number().optional(),
  outcome: z.string().optional(),
})

async function runDigests(...args: string[]) {
  const { code, out, err } = await run('digests', 'run', ...args, '--json')
  return { code, err, ...Run.parse(jsonLines(out)[0]) }
}

async function countRows() {
  const [row] = await queryRows(
    database.db,
    z.object({ rows: z.coerce.number() }),
    sql`select (select count(*) from editions) + (select count(*) from digests) + (select count(*) from deliveries) + (select count(*) from edition_papers) as rows`,
  )
  return row?.rows
}

test('a preview shows what the reader would get, in either part or as JSON, and writes nothing', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  const plain = await run('digests', 'preview', 'ada@example.org')
  expect({ code: plain.code, err: plain.err }).toEqual({ code: 0, err: '' })
  expect(plain.out).toContain('One: agents that use tools')
  expect(plain.out).toContain('https://broadsheet.example.org/unsubscribe/')
  expect((await run('digests', 'preview', 'ADA@example.org', '--text')).out).toBe(plain.out)
  expect((await run('digests', 'preview', 'ada@example.org', '--html')).out).toMatch(/^<!doctype html>/i)
  const { out } = await run('digests', 'preview', 'ada@example.org', '--json')
  const shown = z
    .object({
      subject: z.string(),
      html: z.string(),
      text: z.string(),
      papers: z.array(z.object({ title: z.string() })),
    })
    .parse(jsonLines(out)[0])
  expect(shown.papers.length).toBe(2)
  expect(await countRows()).toBe(0)
})

test('a preview says when nothing is new, and who is no reader', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'speech-audio')
  const nothing = await run('digests', 'preview', 'ada@example.org')
  expect(nothing).toMatchObject({
    code: 0,
    out: expect.stringContaining('There is nothing new for ada@example.org now'),
  })
  expect(jsonLines((await run('digests', 'preview', 'ada@example.org', '--json')).out)).toEqual([
    { edition: null, papers: [] },
  ])
  const stranger = await run('digests', 'preview', 'eve@example.org')
  expect(stranger).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('eve@example.org is not a reader'),
  })
})

test('digests run --wait plans what is due, sends it, and returns when it is sent', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  await run('subscribers', 'add', 'bob@example.org', '--topics', 'speech-audio')
  const result = await runDigests('--wait')
  expect(result).toMatchObject({
    code: 0,
    err: '',
    ok: true,
    due: 2,
    planned: 1,
    nothingNew: 1,
    sent: 1,
    waiting: 0,
    outcome: 'done',
  })
  expect(sink.mails.map((mail) => mail.to)).toEqual(['ada@example.org'])
  const again = await run('digests', 'run', '--wait')
  expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^0 readers due.*\n0 digests sent/) })
})

test('without --wait it only plans, and a run of the same instant sends what that one planned', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  const at = new Date().toISOString()
  expect(await runDigests('--at', at)).toMatchObject({ code: 0, due: 1, planned: 1 })
  expect(sink.mails).toEqual([])
  expect(await runDigests('--at', at, '--wait')).toMatchObject({ code: 0, due: 0, planned: 0, sent: 1 })
})

test('--at refuses an instant so far ahead that its readers would get nothing until then', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  const result = await run('digests', 'run', '--at', '9999-12-31T00:00:00Z')
  expect(result).toMatchObject({ code: 2, err: expect.stringContaining('31 days ahead') })
  expect(await runDigests()).toMatchObject({ due: 1, planned: 1 })
})

test('--at plans as of that instant, also of one to come, and --wait sends it now', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents', '--at-their-hour')
  expect(await runDigests()).toMatchObject({ due: 0 })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  expect(await runDigests('--at', tomorrow, '--wait')).toMatchObject({ code: 0, due: 1, planned: 1, sent: 1 })
  const [row] = await queryRows(
    database.db,
    z.object({ date: z.string(), is_past: z.boolean() }),
    sql`select e.date::text, d.sent_at <= now() as is_past from deliveries d join editions e on e.id = d.edition_id`,
  )
  expect(row).toEqual({ date: tomorrow.slice(0, 10), is_past: true })
})

test('a delivery that the mail server puts off is still waiting, and the run returns', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  await run('subscribers', 'add', 'grey@example.net', '--topics', 'agents')
  sink.behave((recipient) =>
    recipient === 'grey@example.net' ? { reply: '451 4.7.1 greylisted' } : 'accept',
  )
  const result = await runDigests('--wait')
  expect(result).toMatchObject({ code: 0, ok: true, sent: 1, waiting: 1, outcome: 'done' })
})

test('a mail server that cannot be used ends the run with exit code 1, and everything waits', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  await sink.close()
  const result = await runDigests('--wait')
  expect(result).toMatchObject({ code: 1, ok: false, planned: 1, sent: 0, waiting: 1, outcome: 'halted' })
  expect(result.err).toContain('The mail server cannot be used now')
})

test('deliveries of a paused edition are left alone, and the run says so', async () => {
  await run('subscribers', 'add', 'ada@example.org', '--topics', 'agents')
  const at = new Date().toISOString()
  await runDigests('--at', at)
  await database.db.execute(sql`update editions set state = 'paused', state_reason = 'a test'`)
  const result = await runDigests('--at', at, '--wait')
  expect(result).toMatchObject({ code: 1, sent: 0, waiting: 1, outcome: 'paused' })
  expect((await run('doctor')).out).toContain('is paused: a test')
})
