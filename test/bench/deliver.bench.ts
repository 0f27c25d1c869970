import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type PlanDeps, planDue } from '../../services/delivery/plan.ts'
import type { OpenDatabase } from '../../services/platform/db/open-database.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { buildLog } from '../../services/platform/log.ts'
import type { DkimKey } from '../../services/platform/mail/mailer.ts'
import { loadRenderers } from '../../services/worker/load-renderers.ts'
import { type Bench, type BenchRun, type Figure, median, numberFlag, spreadOf } from './bench.ts'
import type { SenderOrder, SenderReport } from './deliver-sender.ts'
import { readerViews } from './digest-views.ts'
import type { PlainMail } from './mjml-renderer.ts'
import { measureMjmlAndNodemailer, measureNodemailer } from './rivals.ts'
import { type DebianSink, measureSmtpSource, startDebianSink } from './smtp-tools.ts'
import { addPapers, addReaders, openWorld } from './world.ts'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
const connections = 20
const papers = 300
const rivalMails = 2_000
const mjmlMails = 150

/** Personal digests from the ledger to SMTP 250 and recorded as sent, against what SMTP alone and other ways take. */
export const bench: Bench = {
  variants: [['--dkim']],
  run: async (run) => {
    const database = await openWorld()
    const sink = await startDebianSink()
    try {
      return await measure(run, database, sink)
    } finally {
      await sink.close()
      await database.close()
    }
  },
}

async function measure(
  { flags, say }: BenchRun,
  database: OpenDatabase,
  sink: DebianSink,
): Promise<Figure[]> {
  const count = numberFlag(flags, 'messages', 50_000)
  const rounds = numberFlag(flags, 'rounds', 3)
  const dkim = flags.has('dkim') ? makeKey() : undefined
  await seed(database, { count, say })
  const runs: Run[] = []
  // The first round, of fewer messages, warms up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const size = round === 0 ? Math.min(count, 5_000) : count
    const own = await deliverAll(database, { sink, dkim, count: size })
    const rivals = await measureRivals(sink, { dkim, sizeBytes: own.sizeBytes, messages: size })
    if (round > 0) runs.push({ ...own, ...rivals })
    say(
      `round ${round}: ${own.perSecond.toFixed(0)}/s of ${own.sizeBytes} bytes; smtp-source ${rivals.source.toFixed(0)}/s, ` +
        `nodemailer ${rivals.nodemailer.toFixed(0)}/s, mjml and nodemailer ${rivals.mjml.toFixed(0)}/s`,
    )
  }
  return figuresOf(runs, { count, isSigned: dkim !== undefined })
}

type Rivals = { readonly source: number; readonly nodemailer: number; readonly mjml: number }
type Own = SenderReport & { readonly perSecond: number }
type Run = Own & Rivals

function figuresOf(
  runs: readonly Run[],
  { count, isSigned }: { count: number; isSigned: boolean },
): Figure[] {
  const own = spreadOf(runs.map((run) => run.perSecond))
  const against = (name: keyof Rivals, words: string, least: number): Figure => {
    const ratio = median(runs.map((run) => run.perSecond / run[name]))
    const baseline = median(runs.map((run) => run[name]))
    const goal = `>= ${least} x ${words}`
    const figure = `${count} digests from ledger to 250 and recorded, to ${words}`
    return { figure, ...own, unit: 'mails/s', baseline, ratio, goal, met: ratio >= least }
  }
  const growth = median(runs.map(({ peakBytes: [first, second] }) => second / first))
  const costs = [
    {
      figure: 'peak memory of the sender in the second half of the time, to the first half',
      ...spreadOf(runs.map(({ peakBytes }) => peakBytes[1] / 2 ** 20)),
      unit: 'MB',
      baseline: median(runs.map(({ peakBytes }) => peakBytes[0] / 2 ** 20)),
      ratio: growth,
      goal: '<= 1.1 x: flat',
      met: growth <= 1.1,
    },
    {
      figure: 'processor time of the sender',
      ...spreadOf(runs.map(({ cpuSeconds, sent }) => (cpuSeconds / sent) * 1_000)),
      unit: 'ms a mail',
    },
  ]
  if (isSigned) return [against('nodemailer', 'nodemailer with its own DKIM', 3), ...costs]
  return [
    against('source', 'smtp-source -d -s 20', 0.4),
    against('nodemailer', 'nodemailer pool composing each mail', 3),
    against('mjml', 'mjml and nodemailer for each reader', 20),
    ...costs,
  ]
}

const dueAt = new Date(Math.floor(Date.now() / 60_000) * 60_000)

async function seed(
  { db }: OpenDatabase,
  { count, say }: { count: number; say: (line: string) => void },
): Promise<void> {
  await addPapers(db, { count: papers, days: 7, until: dueAt })
  // Some follow only what has nothing new.
  const interests = await addReaders(db, { count: Math.ceil(count * 1.03), dueAt })
  const plan: PlanDeps = {
    db,
    now: () => new Date(),
    maxPapers: 10,
    describeSources: async () => ({ read: ['arXiv'], partly: [], down: [] }),
    log,
  }
  const { planned } = await planDue(plan)
  await db.execute(sql`create table planned as select * from deliveries where state = 'pending'`)
  const [row] = await queryRows(
    db,
    z.object({ digests: z.coerce.number() }),
    sql`select count(*) as digests from digests`,
  )
  say(`${planned} readers with ${interests} different interests get ${row?.digests} different digests`)
}

const log = buildLog('error', process.stderr)

async function deliverAll(
  { db, url }: OpenDatabase,
  { sink, dkim, count }: { sink: DebianSink; dkim: DkimKey | undefined; count: number },
): Promise<Own> {
  await db.execute(sql`truncate deliveries cascade`)
  await db.execute(sql`
    insert into deliveries overriding system value select * from planned order by id limit ${count}`)
  await db.execute(sql`vacuum analyze deliveries`)
  const report = await runSender({ databaseUrl: url, smtpUrl: sink.url, connections, dkim: dkim ?? null })
  const [row] = await queryRows(
    db,
    z.object({ sent: z.coerce.number() }),
    sql`select count(*) as sent from deliveries where state = 'sent'`,
  )
  if (report.sent !== count || row?.sent !== count)
    throw new Error(`${report.sent} of ${count} were sent, ${row?.sent} recorded`)
  return { ...report, perSecond: report.sent / report.seconds }
}

function runSender(order: SenderOrder): Promise<SenderReport> {
  const child = fork(launcher, ['../test/bench/deliver-sender.ts'], { execArgv: [], stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('message', (report: SenderReport) => resolve(report))
    child.once('exit', (code) => reject(new Error(`The sender ended with ${code}.`)))
    child.send(order)
  })
}

async function measureRivals(
  sink: DebianSink,
  { dkim, sizeBytes, messages }: { dkim: DkimKey | undefined; sizeBytes: number; messages: number },
): Promise<Rivals> {
  const rival = { smtpUrl: sink.url, connections, dkim }
  const views = readerViews(rivalMails, 10)
  const { renderDigest } = await loadRenderers()
  const mails = views.map((view) => {
    const { subject, html, text } = renderDigest(view)
    return (): PlainMail => ({ subject, html, text })
  })
  return {
    source: await measureSmtpSource(sink, { messages, sizeBytes, connections }),
    nodemailer: await measureNodemailer(rival, mails),
    mjml: dkim ? 0 : await measureMjmlAndNodemailer(rival, views.slice(0, mjmlMails)),
  }
}

function makeKey(): DkimKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { domainName: 'broadsheet.example', keySelector: 's1', privateKey: pem }
}
