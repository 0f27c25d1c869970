import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { importPapers } from '../../services/papers/ingest.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { connectDatabase, type Database } from '../../services/platform/db/connect.ts'
import { migrateDatabase } from '../../services/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../../services/platform/embedded/embedded-postgres.ts'
import { type Bench, type BenchRun, type Figure, median, numberFlag, secondsOf, spreadOf } from './bench.ts'
import { cpuSecondsOf } from './cpu-time.ts'
import { recordBytes } from './ingest-records.ts'

const leastPerSecond = 1_500

/** Parse, clean, classify and upsert records, against a bare COPY of the rows that come of it. */
export const bench: Bench = {
  run: async ({ flags, say }: BenchRun): Promise<Figure[]> => {
    const records = numberFlag(flags, 'records', 100_000)
    const runs = numberFlag(flags, 'runs', 3)
    const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-bench-'))
    const warmUp = await writeRecords(folder, 5_000)
    const input = await writeRecords(folder, records)
    const server = await startEmbeddedPostgres({ dataDir: folder })
    await migrateDatabase(server.url)
    const database = connectDatabase(server.url)
    const sql = postgres(server.url, { max: 1, onnotice: () => {} })
    try {
      await ingest(database, sql, warmUp)
      const rounds: Round[] = []
      for (let round = 1; round <= runs; round += 1) {
        const measured = await ingest(database, sql, input)
        const again = await importAll(database, input)
        const copySeconds = await copyBare(sql)
        rounds.push({ ...measured, againSeconds: again.seconds, copySeconds })
        say(
          `round ${round}: ${(records / measured.seconds).toFixed(0)} records/s; processor time a record: ${((measured.cpuSeconds / records) * 1e3).toFixed(3)} ms here, ${((measured.serverSeconds / records) * 1e3).toFixed(3)} ms in PostgreSQL`,
        )
      }
      return figuresOf(records, rounds)
    } finally {
      await sql.end()
      await database.close()
      await server.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Taken = { readonly seconds: number; readonly cpuSeconds: number }
type Round = Taken & {
  readonly serverSeconds: number
  readonly againSeconds: number
  readonly copySeconds: number
}

type Input = { readonly file: string; readonly records: number }

/** Before the clock starts: to make the records up is no part of reading them. */
async function writeRecords(folder: string, records: number): Promise<Input> {
  const file = path.join(folder, `${records}.jsonl`)
  await writeFile(file, recordBytes(records))
  return { file, records }
}

const classify = buildClassifier(loadTopics())

/** Into an empty database. */
async function ingest(
  database: Database,
  sql: postgres.Sql,
  input: Input,
): Promise<Taken & { readonly serverSeconds: number }> {
  await sql`truncate papers, paper_keys, paper_topics, paper_counters cascade`
  const server = await serverProcess(sql)
  const before = await cpuSecondsOf(server)
  const taken = await importAll(database, input)
  const serverSeconds = (await cpuSecondsOf(server)) - before
  await sql`vacuum analyze papers, paper_keys`
  return { ...taken, serverSeconds }
}

async function serverProcess(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select current_setting('data_directory') as folder`
  const file = await readFile(`${row?.['folder']}/postmaster.pid`, 'utf8')
  return Number(file.split('\n')[0])
}

async function importAll(database: Database, { file, records }: Input): Promise<Taken> {
  const deps = { db: database.db, classify, now: () => new Date('2026-11-24T06:00:00Z') }
  const before = process.cpuUsage()
  const seconds = await secondsOf(async () => {
    const result = await importPapers(deps, createReadStream(file), { source: 'bench' })
    if (result.read !== records || result.rejectedCount > 0) throw new Error(JSON.stringify(result))
  })
  const { user, system } = process.cpuUsage(before)
  return { seconds, cpuSeconds: (user + system) / 1e6 }
}

const columns = `canonical_id, arxiv_id, doi, version, title, abstract, authors, author_keys, categories, published_at,
  updated_at, url, code_url, comment, organization, withdrawn, listed_at, changed_at, upvotes, comments, stars, score`
const tables = [
  ['papers', `select ${columns} from papers`],
  ['paper_keys', 'select key, paper_id from paper_keys'],
  ['paper_topics', 'select paper_id, topic, score, because from paper_topics'],
  ['paper_counters', 'select * from paper_counters'],
] as const

/**
 * The same rows from a file into tables without index, key or search vector: what no ingest can be faster than. The
 * server reads the file itself, so that no driver is in the way.
 */
async function copyBare(sql: postgres.Sql): Promise<number> {
  const [server] = await sql`select current_setting('data_directory') as folder`
  let seconds = 0
  for (const [name, rows] of tables) {
    const file = `'${server?.['folder']}/bare_${name}.copy'`
    await sql.unsafe(`copy (${rows}) to ${file}`)
    await sql.unsafe(`create table bare_${name} as ${rows} limit 0`)
    seconds += await secondsOf(() => sql.unsafe(`copy bare_${name} from ${file}`))
    await sql.unsafe(`drop table bare_${name}`)
  }
  return seconds
}

function figuresOf(records: number, rounds: readonly Round[]): Figure[] {
  const perSecond = rounds.map(({ seconds }) => records / seconds)
  const copied = median(rounds.map(({ copySeconds }) => records / copySeconds))
  const rate = spreadOf(perSecond)
  return [
    {
      figure: `${records} records parsed, cleaned, classified and stored`,
      ...rate,
      unit: 'records/s',
      baseline: copied,
      ratio: rate.value / copied,
      goal: `>= ${leastPerSecond} records/s`,
      met: rate.value >= leastPerSecond,
    },
    {
      figure: 'the same again, unchanged',
      ...spreadOf(rounds.map(({ againSeconds }) => records / againSeconds)),
      unit: 'records/s',
    },
    {
      figure: 'processor time of the importing process',
      ...spreadOf(rounds.map(({ cpuSeconds }) => (cpuSeconds / records) * 1_000)),
      unit: 'ms a record',
    },
    {
      figure: 'processor time of PostgreSQL',
      ...spreadOf(rounds.map(({ serverSeconds }) => (serverSeconds / records) * 1_000)),
      unit: 'ms a record',
    },
  ]
}
