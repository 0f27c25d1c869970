import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts'
import { cli, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
let sink: SmtpSink

beforeAll(async () => {
  database = await createTestDatabase()
  sink = await startSmtpSink()
})
afterAll(async () => {
  await sink.close()
  await database.close()
})

const Answer = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'warn', 'fail']),
      found: z.string(),
      next: z.string().optional(),
    }),
  ),
})

async function examine(env: Record<string, string>, options: Parameters<typeof cli>[2] = {}) {
  const { code, out } = await cli(['doctor', '--json'], env, options)
  const { ok, checks } = Answer.parse(jsonLines(out)[0])
  return { code, ok, checks, of: (name: string) => checks.find((check) => check.name === name) }
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const whole = () => ({
  ...settings,
  DATABASE_URL: database.url,
  REDIS_URL: inject('redisUrl'),
  SMTP_URL: sink.url,
  SOURCES: 'huggingface',
  OPERATOR_CONTACT: 'mailto:ops@example.org',
  DKIM_DOMAIN: 'example.org',
  DKIM_SELECTOR: 'one',
  DKIM_PRIVATE_KEY: privateKey,
  POSTMARK_WEBHOOK_LOGIN: 'postmark:sixteen-characters',
})

test('a set-up in order has no failure, and a source that was never read is worth a word', async () => {
  const { code, ok, checks, of } = await examine(whole())
  expect(checks.filter((check) => check.state !== 'ok').map((check) => check.name)).toEqual([
    'source huggingface',
  ])
  expect({ code, ok }).toEqual({ code: 0, ok: true })
  expect(of('database')?.found).toMatch(/^PostgreSQL 18.*migrations applied$/)
  expect(of('queue')?.found).toBe('runs on Redis, which keeps its jobs')
  expect(of('source huggingface')?.next).toContain('ingest --source huggingface')
  expect(sink.mails).toEqual([])
})

test('all that is wrong is said in one answer, each with the next step, and the exit code is 1', async () => {
  const { code, ok, checks, of } = await examine({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
    REDIS_URL: 'redis://127.0.0.1:9',
    SMTP_URL: 'smtp://127.0.0.1:9',
    PUBLIC_URL: 'http://broadsheet.example.org',
    MAIL_FROM: 'news@example.org',
    DKIM_DOMAIN: 'example.net',
    DKIM_SELECTOR: 'one',
    DKIM_PRIVATE_KEY: privateKey,
  })
  expect({ code, ok }).toEqual({ code: 1, ok: false })
  const failed = checks.filter((check) => check.state === 'fail').map((check) => check.name)
  expect(failed).toEqual(['configuration', 'database', 'queue', 'mail server', 'public address'])
  for (const check of checks.filter(({ state }) => state !== 'ok')) expect(check.next).toBeTruthy()
  expect(of('configuration')?.found).toMatch(
    /SECRET_KEYS is missing; POSTAL_ADDRESS is missing|POSTAL_ADDRESS is missing; /,
  )
  expect(of('DKIM')).toMatchObject({
    state: 'warn',
    found: 'signs as example.net, but MAIL_FROM is at example.org',
  })
})

test('a set-up in which no bounce and no complaint can come back is warned of, with what to set', async () => {
  const { of, code } = await examine({ ...whole(), POSTMARK_WEBHOOK_LOGIN: '' })
  expect(code).toBe(0)
  expect(of('bounces')).toMatchObject({ state: 'warn', next: expect.stringContaining('BOUNCE_IMAP_URL') })
  const unread = await examine({ ...whole(), POSTMARK_WEBHOOK_LOGIN: '', BOUNCE_DOMAIN: 'b.example.org' })
  expect(unread.of('bounces')?.found).toContain('go to b.example.org, and nobody here reads them')
  const read = await examine({ ...whole(), BOUNCE_DOMAIN: 'b.example.org', BOUNCE_SMTP_PORT: '2525' })
  expect(read.of('bounces')).toMatchObject({
    state: 'ok',
    found: 'come back by SMTP into the worker, the webhook of Postmark',
  })
})

test('a mail server that turns us away at the greeting is a failure', async () => {
  sink.greet({ reply: '554 no service here' })
  const { of } = await examine(whole())
  sink.greet('normal')
  expect(of('mail server')).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('no service here'),
  })
})

test('doctor changes nothing: a database without migrations is said to lack them', async () => {
  await database.db.execute(sql`create database bare`)
  const url = new URL(database.url)
  url.pathname = '/bare'
  try {
    const found = await examine({ ...whole(), DATABASE_URL: url.href })
    expect(found.of('database')).toMatchObject({
      state: 'warn',
      found: expect.stringMatching(/(\d+) of \1 migrations missing/),
    })
    const again = await examine({ ...whole(), DATABASE_URL: url.href })
    expect(again.of('database')?.state).toBe('warn')
  } finally {
    await database.db.execute(sql`drop database bare with (force)`)
  }
})

test('without DATABASE_URL and data there is nothing to look into yet, and nothing is made', async () => {
  const { of } = await examine({ BROADSHEET_DATA_DIR: '/nowhere/data' })
  expect(of('database')).toMatchObject({
    state: 'ok',
    found: 'embedded PostgreSQL, made in /nowhere/data at the first start',
  })
})

test('uncertain deliveries, waiting readers and a failed source are told with what to do', async () => {
  await cli(['subscribers', 'add', 'ada@example.org', '--topics', ''], whole())
  const { db } = database
  await db.execute(sql`update subscribers set next_digest_at = now() - interval '1 hour'`)
  await db.execute(
    sql`insert into editions (cadence, date, number, papers_read, created_at) values ('daily', '2026-11-24', 1, 0, now())`,
  )
  await db.execute(sql`
    with digest as (
      insert into digests (edition_id, interests_id, paper_ids, because, created_at)
      select e.id, s.interests_id, '{}', '[]', now() from editions e, subscribers s returning id, edition_id
    )
    insert into deliveries (edition_id, subscriber_id, digest_id, state, expires_at, message_at, next_at, created_at)
    select d.edition_id, s.id, d.id, 'uncertain', now(), now(), now(), now() from digest d, subscribers s`)
  await db.execute(sql`
    insert into source_runs (source, started_at, finished_at, state, reason, next_at)
    values ('huggingface', now(), now(), 'failed', 'Hugging Face answered 503', now() + interval '5 minutes')`)
  const { code, of } = await examine(whole())
  expect(code).toBe(0)
  expect(of('uncertain deliveries')).toMatchObject({
    state: 'warn',
    next: expect.stringContaining('deliveries resolve'),
  })
  expect(of('worker')).toMatchObject({ state: 'warn', found: '1 readers have waited for over 15 minutes' })
  expect(of('source huggingface')).toMatchObject({
    state: 'warn',
    found: 'failed, never read: Hugging Face answered 503',
  })
})

test('the holidays of arXiv are warned of when their list runs out, where arXiv is read', async () => {
  const late = { now: () => new Date('2027-01-04T12:00:00Z') }
  const read = { ...whole(), SOURCES: 'arxiv' }
  expect((await examine(read, late)).of('holidays of arXiv')).toMatchObject({
    state: 'warn',
    found: expect.stringContaining('2027'),
  })
  expect((await examine(whole(), late)).of('holidays of arXiv')).toBeUndefined()
  const early = { now: () => new Date('2026-11-30T12:00:00Z') }
  expect((await examine(read, early)).of('holidays of arXiv')).toBeUndefined()
})

test('the answer for people has a line per finding and the next step below it', async () => {
  const { out } = await cli(['doctor'], { ...whole(), SMTP_URL: '' })
  expect(out).toMatch(/^fail {2}configuration +SMTP_URL is missing\n {6}→ Set them in the environment/)
  expect(out).toMatch(/\nok {4}database +PostgreSQL 18/)
})
