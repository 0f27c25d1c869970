import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { authorKey } from '../papers/author-names.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { listKin } from './kin-store.ts'
import type { Match } from './match.ts'

export type { Match } from './match.ts'

// Readers get at most 50 papers; the rest is room for those they have had already.
const depth = 400

const MatchRow = z.object({
  interests_id: id,
  paper_ids: z.array(id),
  because: z.array(z.array(z.string())),
})

/** The papers that became news in (`since`, `until`], or these. */
type Candidates = { readonly since: Date; readonly until: Date } | { readonly paperIds: readonly number[] }

/**
 * Those of the papers that fit each row of interests, best trending score first. One statement for all of them: the work
 * grows with distinct interests and never with readers.
 */
export async function matchPapers(
  db: Pick<Db, 'execute'>,
  interestsIds: readonly number[],
  among: Candidates,
): Promise<Map<number, Match[]>> {
  const authors = await listFollowedAuthors(db, interestsIds)
  const rows = await queryRows(
    db,
    MatchRow,
    sql`
    with wanted as materialized (select * from interests where id = any(${param.ids(interestsIds)})),
    candidates as materialized (
      select id, score, categories, author_keys, search from papers
      where not withdrawn and ${isAmong(among)}
    ),
    follows as materialized (
      select w.id as interests_id, 'topic' as kind, u.name, u.name as key from wanted w, unnest(w.topics) as u (name)
      union all
      select w.id, 'category', u.name, u.name from wanted w, unnest(w.categories) as u (name)
      union all
      select w.id, 'keyword', u.name, u.name from wanted w, unnest(w.keywords) as u (name)
      union all
      select a.interests_id, 'author', a.name, a.key
      from jsonb_to_recordset(${param.json(authors)}) as a (interests_id bigint, name text, key text)
    ),
    -- Each keyword is parsed and searched once, however many follow it. One that only excludes would bring all the rest.
    keywords as materialized (
      select key, websearch_to_tsquery('english', key) as query from (select distinct key from follows where kind = 'keyword') k
      where querytree(websearch_to_tsquery('english', key)) not in ('', 'T')
    ),
    hits as (
      select 'topic' as kind, t.topic as key, t.paper_id from candidates c join paper_topics t on t.paper_id = c.id
      union all
      select 'category', u.key, c.id from candidates c, unnest(c.categories) as u (key)
      union all
      select 'keyword', k.key, c.id from keywords k join candidates c on c.search @@ k.query
      union all
      select 'author', u.key, c.id from candidates c, unnest(c.author_keys) as u (key)
    ),
    fitting as (
      select f.interests_id, h.paper_id, array_agg(distinct f.name order by f.name) as because
      from follows f join hits h on h.kind = f.kind and h.key = f.key
      group by f.interests_id, h.paper_id
      union all
      select w.id, c.id, '{}' from wanted w cross join candidates c
      where w.topics = '{}' and w.categories = '{}' and w.keywords = '{}' and w.authors = '{}'
    ),
    ranked as (
      select f.*, row_number() over (partition by f.interests_id order by c.score desc, c.id desc) as place
      from fitting f join candidates c on c.id = f.paper_id
    )
    select interests_id, array_agg(paper_id order by place) as paper_ids, json_agg(because order by place) as because
    from ranked where place <= ${depth} group by interests_id`,
  )
  const kin = await listKin(db, [...new Set(rows.flatMap((row) => row.paper_ids))])
  const found = new Map(
    rows.map((row) => [
      row.interests_id,
      row.paper_ids.map((paperId, place) => ({
        paperId,
        because: row.because[place] ?? [],
        kin: kin.get(paperId),
      })),
    ]),
  )
  return new Map(interestsIds.map((interestsId) => [interestsId, found.get(interestsId) ?? []]))
}

function isAmong(among: Candidates): SQL {
  if ('paperIds' in among) return sql`id = any(${param.ids(among.paperIds)})`
  return sql`listed_at > ${param.instant(among.since)} and listed_at <= ${param.instant(among.until)}`
}

async function listFollowedAuthors(db: Pick<Db, 'execute'>, interestsIds: readonly number[]) {
  const rows = await queryRows(
    db,
    z.object({ interests_id: id, name: z.string() }),
    sql`select id as interests_id, name from interests cross join unnest(authors) as name where id = any(${param.ids(interestsIds)})`,
  )
  return rows.map((row) => ({ ...row, key: authorKey(row.name) })).filter((row) => row.key !== '')
}
