import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Db, preparedMark } from './connect.ts'

/** Runs a statement and parses each row: what SQL returns is from outside until it is parsed. */
export async function queryRows<Schema extends z.ZodType>(
  db: Pick<Db, 'execute'>,
  schema: Schema,
  statement: SQL,
): Promise<z.infer<Schema>[]> {
  const result = await db.execute(statement)
  return z.array(schema).parse([...result])
}

/**
 * Stands at the very beginning of a statement that runs with every request: each connection then parses and plans it once.
 * Only for statements whose text is always the same, since each text is kept. In a nested transaction it does nothing.
 */
export const prepared = sql.raw(preparedMark)

/** bigint columns arrive as text; every id of ours stays far below 2^53. */
export const id = z.coerce.number().int().nonnegative()

/** timestamptz columns arrive as text. */
export const instant = z.coerce.date()

/** A value for a statement where drizzle would spread an array into a list or cannot know the type. */
export const param = {
  instant: (at: Date) => sql`${at.toISOString()}::timestamptz`,
  texts: (values: readonly string[]) => sql`${sql.param([...values])}::text[]`,
  ids: (values: readonly number[]) => sql`${sql.param([...values])}::bigint[]`,
  // By way of text: drizzle switches off the driver's own writing of timestamptz[].
  instants: (values: readonly Date[]) =>
    sql`${sql.param(values.map((at) => at.toISOString()))}::text[]::timestamptz[]`,
  // By way of text here too: the driver writes the hex digits of a bytea[] element as its bytes.
  hashes: (values: readonly Buffer[]) =>
    sql`${sql.param(values.map((hash) => `\\x${hash.toString('hex')}`))}::text[]::bytea[]`,
  json: (value: unknown) => sql`${JSON.stringify(value)}::jsonb`,
}
