import type { PaperRecord, RejectedRecord } from '../paper.ts'
import type { BuiltRecord } from './build-record.ts'
import { type SourceDeps, SourceError, type SourcePart, type SourceResult, toSourceError } from './source.ts'

/** What reading one part brought. */
export type PartRead = {
  readonly part: Omit<SourcePart, 'ids' | 'announced'>
  readonly entries: readonly BuiltRecord[]
}

export type NamedSource = { readonly name: string; readonly title: string }

/** A part to read: `cs.CL`, a day. */
export type PartTask = {
  readonly name: string
  readonly url: string
  readonly read: (deps: SourceDeps) => Promise<PartRead>
}

/**
 * Reads the parts of a source one after another. A part that fails is told as failed and the others are kept; when none
 * could be read the source has failed. A stop ends everything at once.
 */
export async function collectParts(
  source: NamedSource,
  deps: SourceDeps,
  tasks: readonly PartTask[],
): Promise<SourceResult> {
  const reads: PartRead[] = []
  const failures: SourceError[] = []
  for (const { name, url, read } of tasks) {
    try {
      reads.push(await read(deps))
    } catch (error) {
      const failure = toSourceError(source, error)
      if (deps.signal.aborted) throw failure
      failures.push(failure)
      reads.push({
        part: { name, url, notModified: false, quiet: false, failure: failure.message },
        entries: [],
      })
    }
  }
  const first = failures[0]
  if (first !== undefined && failures.length === tasks.length) {
    const retryAfterMs = Math.max(...failures.map((failure) => failure.retryAfterMs ?? 0)) || undefined
    throw new SourceError(source.name, first.message, { cause: first, retryAfterMs })
  }
  return toResult(reads)
}

function toResult(reads: readonly PartRead[]): SourceResult {
  const parts = reads.map(({ part, entries }) => ({
    ...part,
    announced: entries.length,
    ids: idsOf(entries),
  }))
  const only = parts.length === 1 ? parts[0] : undefined
  return {
    records: mergeRecords(
      reads.flatMap(({ entries }) => entries.flatMap((e) => ('record' in e ? [e.record] : []))),
    ),
    rejected: reads.flatMap(({ part, entries }) =>
      rejections(entries, reads.length === 1 ? '' : `${part.name}: `),
    ),
    announced:
      new Set(parts.flatMap((part) => part.ids)).size + reads.reduce((sum, read) => sum + unread(read), 0),
    etag: only?.etag,
    lastModified: only?.lastModified,
    notModified: parts.length > 0 && parts.every((part) => part.notModified),
    quiet: parts.every((part) => part.quiet),
    parts,
  }
}

function idsOf(entries: readonly BuiltRecord[]): string[] {
  return entries.flatMap((entry) => ('record' in entry ? [entry.record.canonicalId] : []))
}

function unread({ entries }: PartRead): number {
  return entries.filter((entry) => 'rejected' in entry).length
}

function rejections(entries: readonly BuiltRecord[], prefix: string): RejectedRecord[] {
  return entries.flatMap((entry, at) =>
    'rejected' in entry ? [{ line: at + 1, reason: `${prefix}${entry.rejected}` }] : [],
  )
}

const ANNOUNCEMENT_RANK = { new: 0, cross: 1, replace: 2 } as const

/**
 * One record a work. The highest version wins, of one version the announcement that says most. Whatever said most of all
 * stays: a paper that is new in one category and a cross-list in the next, or revised the day after, is new. A withdrawal
 * told once holds.
 */
function mergeRecords(records: readonly PaperRecord[]): PaperRecord[] {
  const byId = new Map<string, PaperRecord>()
  for (const record of records) {
    const known = byId.get(record.canonicalId)
    byId.set(record.canonicalId, known === undefined ? record : merge(known, record))
  }
  return [...byId.values()]
}

function merge(known: PaperRecord, other: PaperRecord): PaperRecord {
  const newer = (other.version ?? 0) - (known.version ?? 0)
  const better = newer === 0 ? rank(other) < rank(known) : newer > 0
  const [winner, loser] = better ? [other, known] : [known, other]
  return {
    ...winner,
    announcement: rank(loser) < rank(winner) ? loser.announcement : winner.announcement,
    publishedAt: winner.publishedAt ?? loser.publishedAt,
    withdrawn: winner.withdrawn || loser.withdrawn,
  }
}

function rank(record: PaperRecord): number {
  return record.announcement === undefined ? 3 : ANNOUNCEMENT_RANK[record.announcement]
}
