import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'

/**
 * Keywords as a person types them into one field: one a line, or with commas between. A comma within quotes belongs to its
 * phrase; quotes that a phone made curly are quotes; one that is left open ends with its line.
 */
export function splitKeywords(text: string): string[] {
  const lines = text.replace(/[“”„‟«»]/g, '"').split(/\r\n|\r|\n/)
  return clean(lines.flatMap((line) => line.match(/(?:"[^"]*"?|[^",])+/g) ?? []))
}

/** Keywords for that field. A comma outside quotes, which only the API can have stored, means what a space does. */
export function joinKeywords(keywords: readonly string[]): string {
  return keywords.map((keyword) => splitKeywords(keyword).join(' ')).join('\n')
}

/** Authors, one a line or with semicolons between: a comma is part of `Noether, Emmy`. */
export function splitAuthors(text: string): string[] {
  return clean(text.split(/[\r\n;]+/))
}

function clean(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Those keywords that can find nothing: only words to leave out (`-survey`), or only words that every text has (`the`). */
export async function listFruitlessKeywords(
  db: Pick<Db, 'execute'>,
  keywords: readonly string[],
): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ keyword: z.string() }),
    sql`
    select keyword from unnest(${param.texts(keywords)}) with ordinality as k (keyword, place)
    where querytree(websearch_to_tsquery('english', keyword)) in ('', 'T') order by place`,
  )
  return rows.map((row) => row.keyword)
}
