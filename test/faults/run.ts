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
import { runKills } from './kills.ts'
import { type Place, scenarios } from './scenarios.ts'

const usage = `Usage: npm run faults [-- --kills N] [--readers N] [--only WORD]

Sends editions with real workers while things go wrong, and compares the ledger with what arrived. Prints a table, then one
JSON line per row; exit 0 only if every row holds.
  --kills N     workers killed per combination of queue and policy (default 20)
  --readers N   readers of the edition they are killed in (default 5000)
  --only WORD   only the rows whose name contains it
`

type Row = {
  readonly fault: string
  readonly onUncertain: string
  readonly limit: number
  readonly outcome: Outcome
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    readers: { type: 'string', default: '5000' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
})
if (values.help) process.stdout.write(usage)
else process.exit((await main(Number(values.kills), Number(values.readers))) ? 0 : 1)

async function main(kills: number, readers: number): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-faults-'))
  const settings = { max_connections: '200', synchronous_commit: 'off' }
  const server = await startEmbeddedPostgres({ dataDir: folder, settings })
  const redis = await startOwnRedis()
  try {
    const rows: Row[] = []
    for (const scenario of scenarios.filter(isWanted)) {
      const outcome = await withDatabase(server.url, (place) => scenario.run({ ...place, readers: 300 }))
      rows.push(
        tell({
          fault: scenario.name,
          onUncertain: scenario.onUncertain,
          limit: Number.POSITIVE_INFINITY,
          outcome,
        }),
      )
    }
    for (const combination of combinations(kills).filter(isWanted)) {
      const { queue, onUncertain, name } = combination
      const redisUrl = queue === 'Redis' ? redis.url : undefined
      const connections = 5
      const shared = { onUncertain, readers, kills, workers: 2, connections, redisUrl }
      const outcome = await withDatabase(server.url, (place) => runKills({ ...place, ...shared }))
      rows.push(tell({ fault: name, onUncertain, limit: kills * 2 * connections, outcome }))
    }
    for (const row of rows)
      process.stdout.write(`${JSON.stringify({ ...row, limit: undefined, holds: holds(row) })}\n`)
    return rows.every(holds)
  } finally {
    await redis.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function isWanted({ name }: { name: string }): boolean {
  return name.toLowerCase().includes(values.only.toLowerCase())
}

function combinations(kills: number) {
  return (['Postgres', 'Redis'] as const).flatMap((queue) =>
    (['hold', 'resend'] as const).map((onUncertain) => ({
      queue,
      onUncertain,
      name: `${kills} workers killed, queue on ${queue}`,
    })),
  )
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

/** What every row must show, whatever went wrong. */
function holds({ onUncertain, limit, outcome }: Row): boolean {
  const sum = Object.values(outcome.states).reduce((total, count) => total + count, 0)
  return (
    sum === outcome.readers &&
    outcome.lost + outcome.altered + outcome.strangers === 0 &&
    outcome.most <= (onUncertain === 'hold' ? 1 : 2) &&
    outcome.repeated <= outcome.uncertain &&
    outcome.uncertain <= limit
  )
}

function tell(row: Row): Row {
  const { outcome } = row
  const states = Object.entries(outcome.states).map(([state, count]) => `${count} ${state}`)
  const columns = [
    holds(row) ? 'holds ' : 'BROKEN',
    row.fault.padEnd(42),
    row.onUncertain.padEnd(6),
    `lost ${outcome.lost}`,
    `repeated ${outcome.repeated}`,
    `altered ${outcome.altered}`,
    `uncertain ${outcome.uncertain}`,
    states.join(', '),
  ]
  process.stdout.write(`${columns.join('  ')}\n`)
  return row
}
