import { existsSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { senderDomain } from '../../delivery/message.ts'
import { serverSchema } from '../../platform/config.ts'
import { connectDatabase, type Database } from '../../platform/db/connect.ts'
import { countPendingMigrations } from '../../platform/db/pending-migrations.ts'
import { queryRows } from '../../platform/db/rows.ts'
import { startEmbeddedPostgres } from '../../platform/embedded/embedded-postgres.ts'
import { connectMailer } from '../../platform/mail/mailer.ts'
import { assertRedisKeepsJobs } from '../../platform/queue/assert-redis.ts'
import { attempt, type Check, type Environment } from './check.ts'

export type OpenedDatabase = { readonly check: Check; readonly database: Database | undefined }

/** Connects and looks, without migrating. `database` is there to look further when it is in order. */
export async function openForDoctor(env: Environment): Promise<OpenedDatabase> {
  const dataDir = env['BROADSHEET_DATA_DIR'] || '.data'
  const url = env['DATABASE_URL']
  const name = 'database'
  if (!url && !existsSync(path.resolve(dataDir, 'postgres')))
    return {
      check: { name, state: 'ok', found: `embedded PostgreSQL, made in ${dataDir} at the first start` },
      database: undefined,
    }
  let opened: Database | undefined
  const check = await attempt(
    name,
    async () => {
      opened = url ? connectDatabase(url, 2) : await openEmbedded(dataDir)
      return judgeDatabase(opened, url ? 'DATABASE_URL' : `embedded in ${dataDir}`)
    },
    (reason) => ({
      state: 'fail',
      found: `cannot be used: ${reason}`,
      next: url
        ? 'Check DATABASE_URL, and that PostgreSQL runs and lets this user in.'
        : `Look into ${dataDir}/postgres/server.log.`,
    }),
  )
  if (check.state === 'ok') return { check, database: opened }
  await opened?.close()
  return { check, database: undefined }
}

async function openEmbedded(dataDir: string): Promise<Database> {
  const server = await startEmbeddedPostgres({ dataDir })
  const database = connectDatabase(server.url, 2)
  const close = async () => {
    await database.close()
    await server.close()
  }
  return { db: database.db, close }
}

async function judgeDatabase({ db }: Database, where: string): Promise<Omit<Check, 'name'>> {
  const [server] = await queryRows(
    db,
    z.object({ version: z.string() }),
    sql`select current_setting('server_version') as version`,
  )
  const { total, pending } = await countPendingMigrations(db)
  const found = `PostgreSQL ${server?.version} (${where})`
  if (pending === 0) return { state: 'ok', found: `${found}, all ${total} migrations applied` }
  return {
    state: 'warn',
    found: `${found}, ${pending} of ${total} migrations missing`,
    next: 'Run `migrate`; the servers do so too when they start.',
  }
}

/** Jobs run on Redis where REDIS_URL is set, else on PostgreSQL. */
export async function checkQueue(env: Environment): Promise<Check> {
  const name = 'queue'
  const url = env['REDIS_URL']
  if (!url) return { name, state: 'ok', found: 'runs on PostgreSQL (REDIS_URL is not set)' }
  return attempt(
    name,
    async () => {
      await assertRedisKeepsJobs(url)
      return { state: 'ok', found: 'runs on Redis, which keeps its jobs' }
    },
    (reason) => ({
      state: 'fail',
      found: reason,
      next: 'Check REDIS_URL and the server; without REDIS_URL jobs run on PostgreSQL.',
    }),
  )
}

// A person waits for the answer.
const timeouts = { greetingMs: 5_000, silenceMs: 5_000 }

/** Connects as for a mail: EHLO, STARTTLS, login. */
export async function checkMailServer(env: Environment): Promise<Check> {
  const name = 'mail server'
  const smtpUrl = serverSchema.shape.SMTP_URL.safeParse(env['SMTP_URL'])
  if (!smtpUrl.success)
    return {
      name,
      state: 'fail',
      found: 'SMTP_URL is not set to an smtp:// address',
      next: 'Set it, e.g. smtp://user:password@mail.example.org:587',
    }
  const { host } = new URL(smtpUrl.data)
  const hostname = senderDomain({ from: env['MAIL_FROM'] || 'localhost' })
  const mailer = connectMailer({
    smtpUrl: smtpUrl.data,
    connections: 1,
    ratePerSecond: 1,
    hostname,
    timeouts,
  })
  return attempt(
    name,
    async () => {
      await mailer.check()
      return { state: 'ok', found: `${host} answers and lets us in` }
    },
    (reason) => ({
      state: 'fail',
      found: `${host} cannot be used: ${reason}`,
      next: 'Check SMTP_URL: host, port, user and password, and that STARTTLS is offered there.',
    }),
  ).finally(() => mailer.close())
}
