import { z } from 'zod'
import { DomainError } from '../platform/errors.ts'

export type Sort = 'trending' | 'new'

/** The last row of a page: its place in the order, as text without loss, and its id. */
export type Position = { readonly key: string; readonly id: number }

const id = z.number().int().positive()
const key = {
  /** A float8 as Postgres writes it. */
  trending: z.string().regex(/^\d{1,20}(\.\d{1,20})?(e[+-]\d{1,2})?$/),
  /** Microseconds since 1970. */
  new: z.string().regex(/^-?\d{1,17}$/),
}

const CursorSchema = z.discriminatedUnion('sort', [
  z.object({ sort: z.literal('trending'), key: key.trending, id }),
  z.object({ sort: z.literal('new'), key: key.new, id }),
])

export function writeCursor(sort: Sort, position: Position): string {
  return Buffer.from(JSON.stringify({ sort, key: position.key, id: position.id })).toString('base64url')
}

/** @throws DomainError CURSOR_INVALID when it is not one that `writeCursor` made for this sort */
export function readCursor(cursor: string, sort: Sort): Position {
  const parsed = CursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success || parsed.data.sort !== sort) {
    throw new DomainError('CURSOR_INVALID', 'The cursor is not one of this list; start again without it.', {
      fields: { cursor: 'Start again without it.' },
    })
  }
  return { key: parsed.data.key, id: parsed.data.id }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever is no JSON fails the schema like all else that is no cursor.
    return undefined
  }
}
