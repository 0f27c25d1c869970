import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { connectDatabase } from '../../services/platform/db/connect.ts'
import { migrateDatabase } from '../../services/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../../services/platform/embedded/embedded-postgres.ts'
import { startOwnRedis } from '../platform/queue/own-redis.ts'
import type { Outcome } from './edition.ts'
import { type Expected, findViolations } from './expected.ts'
import { runKills } from './kills.ts'
import { scenarios } from './scenarios.ts'
import type { Place, Scenario } from './send-during.ts'

const usage = `Usage: npm run faults [-- --kills N] [--readers N] [--only WORD]

Sends editions with real workers while things go wrong, and compares the ledger with what arrived. Prints a table, then one
JSON line per row; exit 0 only if every row holds. Progress goes to stderr.
  --kills N     workers killed per combination of queue and policy (default 20)
  --readers N   readers of the edition they are killed in (default 5000)
  --only WORD   only the rows whose name contains it
`

// Enough to be in the middle of something for seconds.
const scenarioReaders = 300
const connections = 5

type Trial = {
  readonly name: string
  readonly onUncertain: 'resend' | 'hold'
  readonly expected: Expected
  run(place: Omit<Place, 'readers'>): Promise<Outcome>
}

type Row = {
  readonly fault: string
  readonly onUncertain: string
  readonly holds: boolean
  readonly violations: readonly string[]
  /** Absent where the trial itself came to no end. */
  readonly outcome: Outcome | undefined
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    readers: { type: 'string', default: '5000' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
})
const [kills, readers] = [Number(values.kills), Number(values.readers)]
if (values.help) process.stdout.write(usage)
else if (!(Number.isInteger(kills) && Number.isInteger(readers) && kills > 0 && readers > 0)) {
  process.stderr.write(usage)
  process.exit(2)
} else process.exit((await main()) ? 0 : 1)

async function main(): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-faults-'))
  const settings = { max_connections: '200', synchronous_commit: 'off' }
  const server = await startEmbeddedPostgres({ dataDir: folder, settings })
  const redis = await startOwnRedis()
  const wanted = values.only.toLowerCase()
  try {
    const trials = [...scenarios.map(ofScenario), ...killTrials(redis.url)]
    const chosen = trials.filter(({ name }) => name.toLowerCase().includes(wanted))
    if (chosen.length === 0) throw new Error(`No row is named like "${values.only}"`)
    const rows: Row[] = []
    for (const [place, trial] of chosen.entries()) {
      process.stderr.write(`${place + 1} of ${chosen.length}: ${trial.name}, ${trial.onUncertain}\n`)
      rows.push(tell(await runTrial(server.url, trial)))
    }
    for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`)
    return rows.every(({ holds }) => holds)
  } finally {
    await redis.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function ofScenario(scenario: Scenario): Trial {
  return { ...scenario, run: (place) => scenario.run({ ...place, readers: scenarioReaders }) }
}

/** Workers killed on both queues, under both policies. What each kill may leave without an answer: 2 x connections. */
function killTrials(redis: string): Trial[] {
  const limit = kills * 2 * connections
  const expected = { uncertain: [0, limit] } as const
  return (['Postgres', 'Redis'] as const).flatMap((queue) =>
    (['hold', 'resend'] as const).map((onUncertain) => ({
      name: `${kills} workers killed, queue on ${queue}`,
      onUncertain,
      expected,
      run: (place) => {
        const redisUrl = queue === 'Redis' ? redis : undefined
        const settings = { onUncertain, readers, kills, workers: 2, connections, redisUrl }
        return runKills({ ...place, ...settings, onKill: buildProgress() })
      },
    })),
  )
}

/** Tells after each kill how many are left and how long they will take; about ten lines where nobody watches. */
function buildProgress(): (done: number) => void {
  const startedAt = performance.now()
  const step = process.stderr.isTTY ? 1 : Math.ceil(kills / 10)
  return (done) => {
    if (done % step !== 0 && done !== kills) return
    const perKill = (performance.now() - startedAt) / done
    const left = Math.round(((kills - done) * perKill) / 1_000)
    process.stderr.write(
      `  ${done} of ${kills} killed, ${left} s to go, then the rest of the edition is sent\n`,
    )
  }
}

async function runTrial(serverUrl: string, trial: Trial): Promise<Row> {
  const { name: fault, onUncertain, expected } = trial
  try {
    const outcome = await withDatabase(serverUrl, (place) => trial.run(place))
    const violations = findViolations({ onUncertain, expected, outcome })
    return { fault, onUncertain, holds: violations.length === 0, violations, outcome }
  } catch (error) {
    const violations = [error instanceof Error ? error.message : String(error)]
    return { fault, onUncertain, holds: false, violations, outcome: undefined }
  }
}

async function withDatabase<T>(
  serverUrl: string,
  work: (place: Omit<Place, 'readers'>) => Promise<T>,
): Promise<T> {
  const name = `faults_${randomBytes(4).toString('hex')}`
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  const url = new URL(serverUrl)
  url.pathname = name
  try {
    await admin.unsafe(`create database ${name}`)
    await migrateDatabase(url.href)
    const database = connectDatabase(url.href, 5)
    try {
      return await work({ db: database.db, databaseUrl: url.href })
    } finally {
      await database.close()
    }
  } finally {
    await admin.end()
  }
}

function tell(row: Row): Row {
  const { outcome, violations } = row
  const states = Object.entries(outcome?.states ?? {}).map(([state, count]) => `${count} ${state}`)
  const columns = [
    row.holds ? 'holds ' : 'BROKEN',
    row.fault.padEnd(40),
    row.onUncertain.padEnd(6),
    ...(outcome
      ? [
          `lost ${outcome.lost}`,
          `twice ${outcome.repeated}`,
          `altered ${outcome.altered}`,
          `uncertain ${outcome.uncertain}`,
          states.join(', '),
          ...(outcome.died > 0 ? [`died ${outcome.died}`] : []),
        ]
      : []),
    ...(violations.length > 0 ? [`but: ${violations.join('; ')}`] : []),
  ]
  process.stdout.write(`${columns.join('  ')}\n`)
  return row
}
