import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { authorKey } from '../../services/papers/author-names.ts'
import { type OpenDatabase, openDatabase } from '../../services/platform/db/open-database.ts'
import { param } from '../../services/platform/db/rows.ts'
import { buildRandom, drawCadence, drawInterests, makePapers } from './sample.ts'

type Db = OpenDatabase['db']

/** The embedded PostgreSQL with its defaults, in a folder that goes away with it. */
export async function openWorld(): Promise<OpenDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'broadsheet-bench-'))
  const database = await openDatabase({ url: undefined, dataDir })
  const close = async () => {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { ...database, close }
}

/** So many papers, listed evenly over the days before `until`, with the topics and votes of the sample. */
export async function addPapers(
  db: Db,
  { count, days, until }: { count: number; days: number; until: Date },
): Promise<void> {
  const rows = makePapers(count).map((paper, number) => ({
    canonical_id: `bench:${number}`,
    url: `https://arxiv.org/abs/2611.${10_000 + number}`,
    title: paper.title,
    abstract: paper.abstract,
    authors: paper.authors,
    author_keys: paper.authors.map(authorKey),
    categories: paper.categories,
    topics: paper.topics,
    upvotes: paper.upvotes,
    code_url: paper.codeUrl,
    listed_at: new Date(until.getTime() - 60_000 - ((count - 1 - number) / count) * days * 86_400_000),
  }))
  await db.execute(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${param.json(rows)}) as r (canonical_id text, url text, title text, abstract text, authors text[],
        author_keys text[], categories text[], topics text[], upvotes int, code_url text, listed_at timestamptz)
    ), made as (
      insert into papers (canonical_id, url, title, abstract, authors, author_keys, categories, upvotes, code_url, published_at, listed_at, changed_at, score)
      select canonical_id, url, title, abstract, authors, author_keys, categories, upvotes, code_url, listed_at, listed_at, listed_at,
        upvotes + 1 / (1 + length(title)) from given
      returning id, canonical_id
    )
    insert into paper_topics (paper_id, topic, score, because)
    select made.id, topic, 1, '{}' from made join given using (canonical_id), unnest(given.topics) as topic`)
}

// The same instant at the readers' own hour in each of these; summer time is over in all of them in winter.
const zones = [
  ...[
    'UTC',
    'Europe/London',
    'Europe/Berlin',
    'Europe/Paris',
    'Europe/Helsinki',
    'Africa/Lagos',
    'Asia/Dubai',
  ],
  ...['Asia/Shanghai', 'Asia/Tokyo', 'Asia/Singapore', 'Australia/Brisbane', 'America/New_York'],
  ...['America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Sao_Paulo'],
]

const chunk = 50_000

/** Readers with a real-like mix of interests, cadences, zones and domains, all due at `dueAt`. Returns how many interests differ. */
export async function addReaders(db: Db, { count, dueAt }: { count: number; dueAt: Date }): Promise<number> {
  const random = buildRandom(3)
  const known = new Map<string, number>()
  for (let made = 0; made < count; made += chunk) {
    const fresh: { number: number; topics: string[]; keywords: string[] }[] = []
    const readers = Array.from({ length: Math.min(chunk, count - made) }, (_, index) => {
      const interests = drawInterests(random)
      const key = JSON.stringify(interests)
      if (!known.has(key)) {
        known.set(key, known.size + 1)
        fresh.push({ number: known.size, ...interests })
      }
      const zone = zones[Math.floor(random() * zones.length)] ?? 'UTC'
      return {
        number: made + index,
        interests: known.get(key),
        cadence: drawCadence(random),
        zone,
        hour: hourIn(zone, dueAt),
        weekday: weekdayIn(zone, dueAt),
      }
    })
    await insertReaders(db, { fresh, readers, dueAt })
  }
  await db.execute(sql`analyze`)
  return known.size
}

async function insertReaders(
  db: Db,
  { fresh, readers, dueAt }: { fresh: readonly object[]; readers: readonly object[]; dueAt: Date },
): Promise<void> {
  await db.execute(sql`
    insert into interests (id, topics, categories, keywords, authors) overriding system value
    select number, topics, '{}', keywords, '{}' from jsonb_to_recordset(${param.json(fresh)}) as r (number bigint, topics text[], keywords text[])`)
  await db.execute(sql`
    insert into subscribers (email, email_hash, status, interests_id, frequency, hour, weekday, timezone, next_digest_at, confirmed_at)
    select 'reader-' || number || '@mail-' || number % 500 || '.example.org', decode(md5(number::text), 'hex'), 'active', interests,
      cadence, hour, weekday, zone, ${param.instant(dueAt)}, ${param.instant(dueAt)} - make_interval(days => 40 + number % 600)
    from jsonb_to_recordset(${param.json(readers)}) as r (number int, interests bigint, cadence text, zone text, hour int, weekday int)`)
}

function hourIn(zone: string, at: Date): number {
  return Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at),
  )
}

function weekdayIn(zone: string, at: Date): number {
  const name = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(at)
  return 1 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name)
}
