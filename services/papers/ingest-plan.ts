import { isDeepStrictEqual } from 'node:util'
import { authorKey } from './author-names.ts'
import { firstShown } from './ingest-counters.ts'
import type { Draft } from './ingest-identity.ts'
import type { PaperFacts } from './ingest-merge.ts'
import type { PaperWrite } from './ingest-store.ts'

/** What a draft asks to be written, against the row it was. */
export type Plan = {
  readonly draft: Draft
  readonly write: PaperWrite
  readonly isNew: boolean
  readonly isWritten: boolean
  /** True when what topics are decided from is new. */
  readonly needsTopics: boolean
}

/**
 * A paper is listed from the first time a record shows it as news, or from when the older of two rows was. `newsAt` is
 * null for a backfill.
 */
export function planWrite(draft: Draft, newsAt: Date | null): Plan {
  const { facts, rows } = draft
  const [row] = rows
  const listedAt = earliest(rows.map((each) => each.listedAt)) ?? (draft.isNews ? newsAt : null)
  const differing = factNames.filter(
    (name) => row === undefined || !isDeepStrictEqual(row[name], facts[name]),
  )
  const isListedAnew = row !== undefined && row.listedAt?.getTime() !== listedAt?.getTime()
  const isWritten = isListedAnew || differing.length > 0
  const isVisible = isListedAnew || rows.length > 1 || differing.some((name) => !invisible.has(name))
  // Folding names costs more than all else here, and most papers of a reading are known and the same.
  const authorKeys = isWritten ? listAuthorKeys(facts) : []
  return {
    draft,
    write: { id: row?.id, facts, authorKeys, listedAt, isVisible, counters: firstShown(draft.counters) },
    isNew: row === undefined,
    isWritten,
    needsTopics: differing.some((name) => name === 'title' || name === 'abstract' || name === 'categories'),
  }
}

function earliest(instants: readonly (Date | null)[]): Date | undefined {
  return instants.flatMap((at) => at ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
}

function listAuthorKeys(facts: PaperFacts): string[] {
  return [...new Set(facts.authors.map(authorKey))].filter((key) => key !== '')
}

const factNames = [
  'canonicalId',
  'arxivId',
  'doi',
  'version',
  'title',
  'abstract',
  'authors',
  'categories',
  'publishedAt',
  'updatedAt',
  'url',
  'codeUrl',
  'comment',
  'organization',
  'withdrawn',
] as const satisfies readonly (keyof PaperFacts)[]

/** A replaced version with the same words is nothing a reader could see. */
const invisible: ReadonlySet<keyof PaperFacts> = new Set(['canonicalId', 'version', 'updatedAt'])
