import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { connectDatabase, type Db } from '../../services/platform/db/connect.ts'
import { migrateDatabase } from '../../services/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../../services/platform/embedded/embedded-postgres.ts'
import { type Bench, type BenchRun, type Figure, median, numberFlag, spreadOf } from './bench.ts'
import { measureAnswerTimes } from './signup-timing.ts'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
const server = '../test/bench/signup-server.ts'
const Addresses = z.object({ ours: z.string(), bare: z.string() })
const runs = 5
const connections = 20
const leastRatio = 0.4

/** POST /subscribe against a bare Fastify route that inserts one row, on one real PostgreSQL whose writes reach the disk. */
export const bench: Bench = {
  run: async ({ flags, say }: BenchRun): Promise<Figure[]> => {
    const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-bench-'))
    const postgres = await startEmbeddedPostgres({ dataDir: folder })
    await migrateDatabase(postgres.url)
    const database = connectDatabase(postgres.url, 2)
    await database.db.execute(
      sql`create table bench_rows (id bigint generated always as identity primary key, email text not null)`,
    )
    const child = fork(launcher, [server, postgres.url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    try {
      const addresses = Addresses.parse(await firstMessage(child))
      const seconds = numberFlag(flags, 'seconds', 4)
      const rounds = await measureRounds({ addresses, seconds, db: database.db, say })
      const times = await measureAnswerTimes({ url: addresses.ours, db: database.db, say })
      return [...figuresOf(rounds), times]
    } finally {
      if (child.kill()) await once(child, 'exit')
      await database.close()
      await postgres.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)))
  })
}

type Measured = { readonly perSecond: number; readonly p99: number }
type Round = { readonly ours: Measured; readonly bare: Measured }
type Setting = {
  readonly addresses: z.infer<typeof Addresses>
  readonly seconds: number
  readonly db: Db
  readonly say: BenchRun['say']
}

/** Turn by turn, so that both meet the same machine. The first round warms up and is not counted. */
async function measureRounds({ addresses, seconds, db, say }: Setting): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round <= runs; round += 1) {
    const bare = await load(addresses.bare, { seconds, name: `bare${round}` })
    const ours = await load(addresses.ours, { seconds, name: `ours${round}` })
    say(
      `round ${round}: ${Math.round(ours.perSecond)} sign-ups a second (p99 ${ours.p99} ms), bare ${Math.round(bare.perSecond)} (p99 ${bare.p99} ms)`,
    )
    if (round > 0) rounds.push({ ours, bare })
  }
  const [row] = await db.execute(sql`select count(*)::int as n from notices`)
  say(`${row?.['n']} confirmations wait to be sent`)
  return rounds
}

/** Every request is another person at another domain and network: the case where nothing may be left out. */
async function load(url: string, { seconds, name }: { seconds: number; name: string }): Promise<Measured> {
  const state = { person: 0 }
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/subscribe',
        setupRequest: (request) => {
          state.person += 1
          const n = state.person
          return {
            ...request,
            headers: {
              'content-type': 'application/x-www-form-urlencoded',
              'x-forwarded-for': `10.${(n >> 8) & 255}.${n & 255}.1`,
            },
            body: `email=person${n}%40${name}-${n % 5_000}.example&topics=agents&topics=tokenization&frequency=daily&hour=7&timezone=Europe%2FBerlin`,
          }
        },
      },
    ],
  })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests of ${name} failed`)
  return { perSecond: result['2xx'] / result.duration, p99: result.latency.p99 }
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const ratio = median(rounds.map(({ ours, bare }) => ours.perSecond / bare.perSecond))
  return [
    {
      figure: `POST /subscribe, ${connections} connections`,
      ...spreadOf(rounds.map(({ ours }) => ours.perSecond)),
      unit: 'requests/s',
      baseline: median(rounds.map(({ bare }) => bare.perSecond)),
      ratio,
      goal: `>= ${leastRatio} x a route that inserts one row`,
      met: ratio >= leastRatio,
    },
    {
      figure: 'the slowest in a hundred',
      ...spreadOf(rounds.map(({ ours }) => ours.p99)),
      unit: 'ms',
      baseline: median(rounds.map(({ bare }) => bare.p99)),
      ratio: median(rounds.map(({ ours, bare }) => ours.p99 / bare.p99)),
    },
  ]
}
