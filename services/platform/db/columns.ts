import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'

/** `bigint generated always as identity`: never reused, far from 2^53. */
export const identity = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()

export const bigintNumber = () => bigint({ mode: 'number' })

/** An instant; always with time zone. */
export const instantColumn = () => timestamp({ withTimezone: true, mode: 'date' })

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' })
