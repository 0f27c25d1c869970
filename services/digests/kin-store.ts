import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { foldName } from '../papers/author-names.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import type { Kin } from './match.ts'

const KinRow = z.object({
  id,
  authors: z.array(z.string()),
  organization: z.string().nullable(),
  topic: z.string().nullable(),
})

export async function listKin(
  db: Pick<Db, 'execute'>,
  paperIds: readonly number[],
): Promise<Map<number, Kin>> {
  if (paperIds.length === 0) return new Map()
  const rows = await queryRows(
    db,
    KinRow,
    sql`
    select p.id, p.authors[1:1] || p.authors[greatest(2, cardinality(p.authors)):] as authors, p.organization,
      (select t.topic from paper_topics t where t.paper_id = p.id order by t.score desc, t.topic limit 1) as topic
    from papers p where p.id = any(${param.ids(paperIds)})`,
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        authors: [...new Set(row.authors.map(foldName))].filter((name) => name !== ''),
        organization: row.organization?.trim().toLowerCase() || undefined,
        topic: row.topic ?? undefined,
      },
    ]),
  )
}
