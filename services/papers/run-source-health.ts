import type { Db } from '../platform/db/connect.ts'
import { expectationOf } from './source-expectations.ts'
import { type Judgement, judgeParts, judgeSource, type SourceState } from './source-health.ts'
import { type PartMemory, recallParts } from './source-part-store.ts'
import { diedReason, listSourceHistories, type SourceHistory } from './source-run-store.ts'

export type { SourceState } from './source-health.ts'

export type PartHealth = Judgement & { readonly name: string }

export type SourceHealth = {
  readonly name: string
  readonly state: SourceState
  readonly lastSuccessAt: Date | undefined
  /** For people: what failed, also where only a part of the source did; or since when nothing new was seen. */
  readonly reason: string | undefined
  readonly nextAt: Date | undefined
  /** Each category, where the source is judged by them and was read. */
  readonly parts: readonly PartHealth[]
}

/** How each source stands, in the order of `names`. Judged by ids not seen before, never by the dates a source gives. */
export async function listSourceHealth(
  db: Pick<Db, 'execute'>,
  names: readonly string[],
  now: Date,
): Promise<SourceHealth[]> {
  const [histories, memories] = await Promise.all([
    listSourceHistories(db, names, now),
    recallParts(db, names),
  ])
  return histories.map((history) => {
    const current = memories.filter((part) => part.source === history.source && isCurrent(part, history))
    const wasRead = history.last?.state === 'done' || history.last?.state === 'unchanged'
    const isByPart = wasRead && expectationOf(history.source).byPart
    const parts = isByPart ? healthOfParts(history.source, current, now) : []
    return {
      name: history.source,
      ...judge(history, { parts, memories: current, now }),
      lastSuccessAt: history.lastSuccessAt,
      nextAt: history.last?.nextAt ?? undefined,
      parts,
    }
  })
}

/** The state of each part as of `now`. */
export function healthOfParts(source: string, parts: readonly PartMemory[], now: Date): PartHealth[] {
  const expectation = expectationOf(source)
  return parts.map((part) => ({
    name: part.name,
    ...judgeSource({ ...part, usual: part.ids.length }, expectation, now),
  }))
}

/** A category that is no longer configured, or a day long past, is not asked any more. */
function isCurrent(part: PartMemory, { lastSuccessAt }: SourceHistory): boolean {
  return lastSuccessAt === undefined || part.checkedAt >= lastSuccessAt
}

type Facts = {
  readonly parts: readonly PartHealth[]
  readonly memories: readonly PartMemory[]
  readonly now: Date
}

function judge({ source, last, lastSuccessAt, lastNewsAt }: SourceHistory, facts: Facts): Judgement {
  if (last === undefined) return { state: 'never', reason: undefined }
  if (last.state === 'running') return { state: 'failed', reason: diedReason }
  const reason = last.reason ?? undefined
  if (last.state === 'failed') return { state: 'failed', reason }
  if (facts.parts.length > 0) return judgeParts(facts.parts)
  const observed = { readAt: lastSuccessAt, newsAt: lastNewsAt, usual: facts.memories.length }
  const judgement = judgeSource(observed, expectationOf(source), facts.now)
  return { ...judgement, reason: judgement.reason ?? reason }
}
