import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../platform/db/connect.ts'
import type { Classify } from './ingest-batch.ts'
import { lockIngest, replaceTopics } from './ingest-store.ts'
import type { TopicMatch } from './paper.ts'
import { beginPass, endPass, listUnchecked, movePass, type UncheckedPaper } from './reclassify-store.ts'

export type ReclassifyDeps = { readonly db: Db; readonly classify: Classify; readonly now: () => Date }

export type ReclassifyOptions = {
  /** What `classify` decides by, as readTopicVersion names it. */
  readonly version: string
  /** From the first paper, even where the stored papers stand by this version. */
  readonly again?: boolean
  /** Ends the pass after a batch; the next call goes on there. */
  readonly signal?: AbortSignal | undefined
  /** Called after each batch with the papers looked at so far. */
  readonly onProgress?: ((checked: number) => void) | undefined
}

/**
 * Gives stored papers the topics that today's rules find, and writes those whose topics differ. Does nothing when they
 * stand by this version already. Processes that call it at once share the work; one that was killed is taken over.
 */
export async function reclassifyPapers(
  deps: ReclassifyDeps,
  options: ReclassifyOptions,
): Promise<{ checked: number; changed: number }> {
  await beginPass(deps.db, { version: options.version, now: deps.now(), again: options.again ?? false })
  const total = { checked: 0, changed: 0 }
  while (!options.signal?.aborted) {
    const batch = await reclassifyBatch(deps, options.version)
    if (batch === undefined) break
    total.checked += batch.checked
    total.changed += batch.changed
    options.onProgress?.(total.checked)
  }
  return total
}

/** Holds the lock of ingest for a fraction of a second: a text that changed meanwhile would get the topics of the old one. */
function reclassifyBatch({ db, classify, now }: ReclassifyDeps, version: string) {
  return db.transaction(async (tx) => {
    await lockIngest(tx)
    const papers = await listUnchecked(tx, version)
    const last = papers.at(-1)
    if (last === undefined) {
      await endPass(tx, version, now())
      return undefined
    }
    const differing = []
    for (const [at, paper] of papers.entries()) {
      if (at % breath === 0) await nextTurn()
      const topics = classify(paper)
      if (!isSame(topics, paper)) differing.push({ id: paper.id, isNew: false, topics })
    }
    await replaceTopics(tx, differing)
    await movePass(tx, version, last.id)
    return { checked: papers.length, changed: differing.length }
  })
}

/** Papers classified between two looks at the network: some 4 ms. */
const breath = 20

function isSame(found: readonly TopicMatch[], { topics }: UncheckedPaper): boolean {
  const describe = (all: readonly TopicMatch[]) =>
    JSON.stringify(all.map(({ slug, score, because }) => [slug, score, because]).sort())
  return describe(found) === describe(topics)
}
