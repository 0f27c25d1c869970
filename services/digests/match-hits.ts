import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { authorKey } from '../papers/author-names.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

/** The papers that became news in (`since`, `until`], or these. */
export type Candidates =
  | { readonly since: Date; readonly until: Date }
  | { readonly paperIds: readonly number[] }

const InterestsRow = z
  .object({
    id,
    topics: z.array(z.string()),
    categories: z.array(z.string()),
    keywords: z.array(z.string()),
    authors: z.array(z.string()),
  })
  .transform(({ id: interestsId, ...row }) => ({ interestsId, follows: listFollows(row) }))

export type Follow = {
  readonly kind: 'topic' | 'category' | 'keyword' | 'author'
  /** As the reader wrote it. */
  readonly name: string
  /** What papers have of it. */
  readonly key: string
}

/** What a reader follows, by name; nothing means everything. */
export type Interests = { readonly interestsId: number; readonly follows: readonly Follow[] }

export function listInterests(db: Pick<Db, 'execute'>, ids: readonly number[]): Promise<Interests[]> {
  return queryRows(
    db,
    InterestsRow,
    sql`select id, topics, categories, keywords, authors from interests where id = any(${param.ids(ids)})`,
  )
}

function listFollows(row: Record<'topics' | 'categories' | 'keywords' | 'authors', string[]>): Follow[] {
  const named = (kind: Follow['kind'], names: readonly string[]) =>
    names.map((name) => ({ kind, name, key: kind === 'author' ? authorKey(name) : name }))
  const follows = [
    ...named('topic', row.topics),
    ...named('category', row.categories),
    ...named('keyword', row.keywords),
    ...named('author', row.authors),
  ]
  return follows.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
}

export type Hits = {
  /** All candidates, best trending score first: what follows calls a paper by its place here. */
  readonly paperIds: readonly number[]
  /** Places of the papers that have what is followed, best first and at most `depth`. */
  readonly placesOf: (follow: Follow) => readonly number[]
  /** All papers that have any of it. */
  readonly hitIds: readonly number[]
}

const HitRow = z.object({ kind: z.string(), key: z.string(), hits: z.array(id) })

/** What the candidates have of all that these interests follow. Each name is looked up once, however many follow it. */
export async function findHits(
  db: Pick<Db, 'execute'>,
  interests: readonly Interests[],
  { among, depth }: { readonly among: Candidates; readonly depth: number },
): Promise<Hits> {
  const keysOf = (kind: Follow['kind']) => {
    const follows = interests.flatMap((one) => one.follows.filter((follow) => follow.kind === kind))
    return param.texts([...new Set(follows.map((follow) => follow.key))].filter((key) => key !== ''))
  }
  const rows = await queryRows(
    db,
    HitRow,
    sql`
    with candidates as materialized (
      select id, categories, author_keys, search, row_number() over (order by score desc, id desc) - 1 as place
      from papers where not withdrawn and ${isAmong(among)}
    ),
    -- One that only excludes would bring all the rest.
    keywords as materialized (
      select key, websearch_to_tsquery('english', key) as query from unnest(${keysOf('keyword')}) as key
      where querytree(websearch_to_tsquery('english', key)) not in ('', 'T')
    ),
    hits as (
      select 'topic' as kind, t.topic as key, c.place from candidates c join paper_topics t on t.paper_id = c.id
      where t.topic = any(${keysOf('topic')})
      union
      select 'category', u.key, c.place from candidates c, unnest(c.categories) as u (key) where u.key = any(${keysOf('category')})
      union
      select 'keyword', k.key, c.place from keywords k join candidates c on c.search @@ k.query
      union
      select 'author', u.key, c.place from candidates c, unnest(c.author_keys) as u (key) where u.key = any(${keysOf('author')})
    )
    select 'all' as kind, '' as key, coalesce(array_agg(id order by place), '{}') as hits from candidates
    union all
    select kind, key, (array_agg(place order by place))[:${depth}] from hits group by kind, key`,
  )
  const paperIds = rows.find((row) => row.kind === 'all')?.hits ?? []
  const found = rows.filter((row) => row.kind !== 'all')
  const hits = new Map(found.map((row) => [`${row.kind} ${row.key}`, row.hits]))
  return {
    paperIds,
    hitIds: [...new Set(found.flatMap((row) => row.hits))].map((place) => paperIds[place] ?? 0),
    placesOf: ({ kind, key }) => hits.get(`${kind} ${key}`) ?? [],
  }
}

function isAmong(among: Candidates): SQL {
  if ('paperIds' in among) return sql`id = any(${param.ids(among.paperIds)})`
  return sql`listed_at > ${param.instant(among.since)} and listed_at <= ${param.instant(among.until)}`
}
