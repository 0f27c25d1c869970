import type { PartMemory } from './source-part-store.ts'
import type { SourceRun } from './source-run-store.ts'
import type { SourcePart, SourceResult } from './sources/source.ts'

export type Observation = {
  /** What is remembered of each part from now on. */
  readonly memories: readonly PartMemory[]
  /** The parts as the run's row tells them. */
  readonly parts: SourceRun['parts']
  /** Papers that no part of the source had shown the time before. */
  readonly unseen: number
}

/** Lays what the parts of a source showed over what they showed the time before. */
export function observeParts(
  result: SourceResult,
  known: readonly PartMemory[],
  place: { readonly source: string; readonly now: Date },
): Observation {
  const before = new Map(known.map((part) => [part.name, part]))
  const shown = new Set(known.flatMap((part) => part.ids))
  const observed = result.parts.map((part) => observePart(part, before.get(part.name), place))
  return {
    memories: observed.map(({ memory }) => memory),
    parts: observed.map(({ told }) => told),
    unseen: result.records.filter((record) => !shown.has(record.canonicalId)).length,
  }
}

function observePart(
  { ids, ...part }: SourcePart,
  before: PartMemory | undefined,
  { source, now }: { readonly source: string; readonly now: Date },
): { memory: PartMemory; told: SourceRun['parts'][number] } {
  const known = new Set(before?.ids)
  const unseen = new Set(ids.filter((id) => !known.has(id))).size
  const { name, url, announced, notModified, quiet, failure } = part
  const told = { name, url, announced, read: ids.length, unseen, notModified, quiet, failure }
  const blank = { source, name, url, checkedAt: now, ids: [], ...noneYet }
  if (failure !== undefined)
    // Its validators are those of its last answer: what it missed meanwhile must not be "not modified".
    return { told, memory: { ...(before ?? blank), checkedAt: now, failure } }
  return {
    told,
    memory: {
      ...blank,
      readAt: now,
      newsAt: unseen > 0 ? now : before?.newsAt,
      etag: part.etag,
      lastModified: part.lastModified,
      // An empty or unmodified answer does not make what it showed before new again.
      ids: ids.length > 0 ? [...new Set(ids)] : (before?.ids ?? []),
    },
  }
}

const noneYet = {
  readAt: undefined,
  newsAt: undefined,
  failure: undefined,
  etag: undefined,
  lastModified: undefined,
}
