import { type SQL, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { id, instant, param, queryRows } from '../../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function roundTrip<Value>(schema: z.ZodType<Value>, value: SQL): Promise<Value> {
  const [row] = await queryRows(database.db, z.object({ value: z.unknown() }), sql`select ${value} as value`)
  return schema.parse(row?.value)
}

test('texts come back as they went, whatever stands in them', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
    fc.constantFrom('', 'NULL', 'null', '{a,b}', '"', '\\', "'; drop table papers; --", 'a,b', ' ', '\n'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { maxLength: 6 }), async (texts) => {
      expect(await roundTrip(z.array(z.string()), param.texts(texts))).toEqual(texts)
      expect(await roundTrip(z.array(z.string()), param.json(texts))).toEqual(texts)
    }),
  )
})

test('ids, instants and hashes come back as they went', async () => {
  const instants = [new Date('2026-11-24T06:00:00.123Z'), new Date('1969-12-31T23:59:59.999Z')]
  const hashes = [Buffer.from([0, 255, 92, 39]), Buffer.alloc(32, 7)]
  expect(await roundTrip(z.array(id), param.ids([1, 2 ** 52]))).toEqual([1, 2 ** 52])
  expect(await roundTrip(z.array(id), param.ids([]))).toEqual([])
  const readBack = sql`array_to_json(${param.instants(instants)})`
  expect(await roundTrip(z.array(instant), readBack)).toEqual(instants)
  expect(await roundTrip(instant, param.instant(instants[0] ?? new Date()))).toEqual(instants[0])
  const inHex = sql`(select array_agg(encode(hash, 'hex')) from unnest(${param.hashes(hashes)}) hash)`
  expect(await roundTrip(z.array(z.string()), inHex)).toEqual(hashes.map((hash) => hash.toString('hex')))
})

test('a row of another shape than the schema is an error, not a surprise later', async () => {
  await expect(queryRows(database.db, z.object({ a: z.string() }), sql`select 1 as a`)).rejects.toThrow(
    z.ZodError,
  )
})
