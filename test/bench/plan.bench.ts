import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../services/platform/db/connect.ts'
import { param, queryRows } from '../../services/platform/db/rows.ts'
import { type Bench, type BenchRun, type Figure, median, numberFlag, secondsOf, spreadOf } from './bench.ts'
import { cpuSecondsOf } from './cpu-time.ts'
import { addHistory } from './plan-history.ts'
import type { PlanOrder, PlanReport } from './plan-runner.ts'
import { addPapers, addReaders, openWorld } from './world.ts'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
const papers = 300

// A Monday and the first of a month, at an hour that is on this day in every zone of the readers: all cadences are due.
const dueAt = new Date('2027-02-01T12:00:00Z')
const now = new Date('2027-02-01T12:01:00Z')

const mostTimes = 10
const mostMegabytes = 300
const mostGrowth = 11

/** Readers of all cadences due at once: a digest chosen and a row of the ledger for each, against inserting the same rows. */
export const bench: Bench = {
  run: async (run) => {
    const largest = numberFlag(run.flags, 'readers', 1_000_000)
    const sizes = [largest / 100, largest / 10, largest].filter((size) => size >= 1_000)
    const measured: Measured[] = []
    for (const size of sizes) measured.push(await measure(run, size))
    return figuresOf(measured)
  },
}

type Round = PlanReport & { readonly insertSeconds: number; readonly insertCpuSeconds: number }
type Measured = { readonly size: number; readonly rounds: readonly Round[] }

function figuresOf(measured: readonly Measured[]): Figure[] {
  const secondsAt = ({ rounds }: Measured) => median(rounds.map(({ seconds }) => seconds))
  const last = measured.at(-1)
  if (!last) throw new RangeError('Too few readers')
  const cpu = spreadOf(last.rounds.map(({ cpuSeconds, serverSeconds }) => cpuSeconds + serverSeconds))
  const insertCpu = median(last.rounds.map(({ insertCpuSeconds }) => insertCpuSeconds))
  const peaks = spreadOf(last.rounds.map(({ peakBytes }) => peakBytes / 2 ** 20))
  return [
    ...measured.map((one): Figure => {
      const ratio = median(one.rounds.map(({ seconds, insertSeconds }) => seconds / insertSeconds))
      return {
        figure: `${one.size} readers due at once, to INSERT ... SELECT of the same rows`,
        ...spreadOf(one.rounds.map(({ seconds }) => seconds)),
        unit: 's',
        baseline: median(one.rounds.map(({ insertSeconds }) => insertSeconds)),
        ratio,
        goal: `<= ${mostTimes} x`,
        met: ratio <= mostTimes,
      }
    }),
    ...measured.slice(1).map((one, index): Figure => {
      const before = measured[index]
      const baseline = before ? secondsAt(before) : Number.NaN
      const ratio = secondsAt(one) / baseline
      return {
        figure: `ten times the readers, ${before?.size} to ${one.size}`,
        value: secondsAt(one),
        unit: 's',
        baseline,
        ratio,
        goal: `<= ${mostGrowth} x the time`,
        met: ratio <= mostGrowth,
      }
    }),
    {
      figure: `peak memory of the planner, ${last.size} readers`,
      ...peaks,
      unit: 'MB',
      goal: `<= ${mostMegabytes} MB`,
      met: peaks.value <= mostMegabytes,
    },
    {
      figure: `processor time of the planner and PostgreSQL, ${last.size} readers, to that of the INSERT`,
      ...cpu,
      unit: 's',
      baseline: insertCpu,
      ratio: cpu.value / insertCpu,
    },
    {
      figure: `processor time of the planner alone, ${last.size} readers`,
      ...spreadOf(last.rounds.map(({ cpuSeconds }) => cpuSeconds)),
      unit: 's',
    },
  ]
}

async function measure({ say, flags }: BenchRun, size: number): Promise<Measured> {
  const database = await openWorld()
  try {
    const { db, url } = database
    await addPapers(db, { count: papers, days: 7, until: dueAt })
    const interests = await addReaders(db, { count: size, dueAt })
    const history = await addHistory(db, dueAt)
    await vacuum(db)
    say(`${size} readers with ${interests} different interests and ${history} rows of history`)
    const serverPid = await findServer(db)
    const rounds: Round[] = []
    const count = numberFlag(flags, 'rounds', size >= 1_000_000 ? 2 : 3)
    // Where it is quick, the first round warms up and is not counted.
    for (let round = size >= 100_000 ? 1 : 0; round <= count; round += 1) {
      const report = await runPlanner({ databaseUrl: url, serverPid, now: now.toISOString() })
      if (report.due !== size) throw new Error(`${report.due} of ${size} were due`)
      const insert = await insertAgain(db, serverPid)
      if (round < count) await reset(db)
      if (round > 0) rounds.push({ ...report, ...insert })
      say(
        `round ${round}: ${report.seconds.toFixed(2)} s (${report.cpuSeconds.toFixed(2)} s of CPU and ${report.serverSeconds.toFixed(2)} s of PostgreSQL's, ` +
          `${Math.round(report.peakBytes / 2 ** 20)} MB), insert ${insert.insertSeconds.toFixed(2)} s ` +
          `(${insert.insertCpuSeconds.toFixed(2)} s); ${report.planned} planned`,
      )
    }
    return { size, rounds }
  } finally {
    await database.close()
  }
}

async function findServer(db: Db): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ folder: z.string() }),
    sql`select current_setting('data_directory') as folder`,
  )
  const file = await readFile(`${row?.folder}/postmaster.pid`, 'utf8')
  return Number(file.split('\n')[0])
}

function runPlanner(order: PlanOrder): Promise<PlanReport> {
  const child = fork(launcher, ['../test/bench/plan-runner.ts'], { execArgv: [], stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('message', (report: PlanReport) => resolve(report))
    child.once('exit', (code) => reject(new Error(`The planner ended with ${code}.`)))
    child.send(order)
  })
}

const isNew = sql`edition_id in (select id from editions where created_at >= ${param.instant(now)})`

/** The rows that were planned, taken out and put in again by one statement, with all indexes and references. */
async function insertAgain(
  db: Db,
  serverPid: number,
): Promise<Pick<Round, 'insertSeconds' | 'insertCpuSeconds'>> {
  await db.execute(sql`drop table if exists planned`)
  await unhurried(db, sql`create unlogged table planned as select * from deliveries where ${isNew}`)
  await remove(db, 'deliveries')
  await vacuum(db)
  const columns = await queryRows(
    db,
    z.object({ name: z.string() }),
    sql`select column_name as name from information_schema.columns where table_name = 'deliveries' and is_identity = 'NO'`,
  )
  const list = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  )
  const before = await cpuSecondsOf(serverPid)
  const insertSeconds = await secondsOf(() =>
    unhurried(db, sql`insert into deliveries (${list}) select ${list} from planned`),
  )
  return { insertSeconds, insertCpuSeconds: (await cpuSecondsOf(serverPid)) - before }
}

async function reset(db: Db): Promise<void> {
  for (const table of ['deliveries', 'digests', 'edition_papers']) await remove(db, table)
  await unhurried(db, sql`delete from editions where created_at >= ${param.instant(now)}`)
  await unhurried(db, sql`update subscribers set next_digest_at = ${param.instant(dueAt)}`)
  await vacuum(db)
}

/** Nothing refers to what goes, and to look for that in the ledger, digest by digest, would take hours. */
async function remove(db: Db, table: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`delete from ${sql.identifier(table)} where ${isNew}`)
  })
}

async function vacuum(db: Db): Promise<void> {
  await db.execute(sql`vacuum (analyze) deliveries, digests, subscribers`)
}

/** Longer than the product allows a statement to take. */
async function unhurried(db: Db, statement: ReturnType<typeof sql>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(statement)
  })
}
