import { sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import type { FeatureReader } from './taste-features.ts'
import { learnTaste, type TasteWord, type Verdict } from './taste-model.ts'
import {
  deleteTaste,
  deleteVerdict,
  deleteVerdictsAndTaste,
  listRecentPapers,
  listTastePapers,
  listTastes,
  listTitledVerdicts,
  listVerdicts,
  saveTaste,
  saveVerdict,
} from './taste-store.ts'

export type TasteDeps = {
  readonly db: Db
  readonly now: () => Date
  /** From `buildFeatureReader`; one a process, because it remembers the stems of words. */
  readonly readFeatures: FeatureReader
}

type Said = {
  readonly subscriberId: number
  readonly paperId: number
  /** Papers the reader was mailed: the others of these weeks stand for what they have not spoken of. */
  readonly shown: ReadonlySet<number>
}

/** Papers beside the reader's own verdicts; more make it slower and, from here on, no better. */
const mostBackground = 200

/** Notes a verdict and learns the taste anew. Saying the same again changes nothing; the last word counts. */
export function giveVerdict(deps: TasteDeps, said: Said & { readonly verdict: Verdict }): Promise<void> {
  return inTurn(deps, said.subscriberId, async (db) => {
    if (await saveVerdict(db, { ...said, now: deps.now() })) await relearn({ ...deps, db }, said)
  })
}

/** Takes a verdict back, and what was learnt from it. */
export function takeBackVerdict(deps: TasteDeps, said: Said): Promise<void> {
  return inTurn(deps, said.subscriberId, async (db) => {
    if (await deleteVerdict(db, said)) await relearn({ ...deps, db }, said)
  })
}

/** Erases all verdicts of a reader and the taste: their digests are ordered as everyone's again. */
export function forgetTaste(deps: Pick<TasteDeps, 'db'>, subscriberId: number): Promise<void> {
  return inTurn(deps, subscriberId, (db) => deleteVerdictsAndTaste(db, subscriberId))
}

export type TasteInWords = {
  readonly more: readonly TasteWord[]
  readonly less: readonly TasteWord[]
  readonly verdicts: number
}

/** What a taste does, for its reader to see; undefined where they have said nothing. */
export async function findTasteInWords(
  db: Pick<Db, 'execute'>,
  subscriberId: number,
): Promise<TasteInWords | undefined> {
  const [taste] = await listTastes(db, [subscriberId])
  return taste && { more: taste.more, less: taste.less, verdicts: taste.verdicts }
}

/** All that is kept of a reader's taste, for them to have: each paper they spoke of, and what was learnt. */
export async function readTaste(db: Pick<Db, 'execute'>, subscriberId: number) {
  const [taste] = await listTastes(db, [subscriberId])
  const namesOf = (words: readonly TasteWord[] = []) => words.map(({ name }) => name)
  return {
    papers: await listTitledVerdicts(db, subscriberId),
    learnt: { more: namesOf(taste?.more), less: namesOf(taste?.less) },
  }
}

/** One after the other for one reader, or the slower of two presses would store a taste without the other. */
function inTurn(
  { db }: Pick<TasteDeps, 'db'>,
  subscriberId: number,
  work: (db: Db) => Promise<void>,
): Promise<void> {
  return db.transaction(async (transaction) => {
    await transaction.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`broadsheet.taste ${subscriberId}`}, 0))`,
    )
    await work(transaction)
  })
}

async function relearn({ db, now, readFeatures }: TasteDeps, { subscriberId, shown }: Said): Promise<void> {
  const verdicts = await listVerdicts(db, subscriberId)
  if (verdicts.length === 0) return deleteTaste(db, subscriberId)
  const at = now()
  const spoken = new Set(verdicts.map((verdict) => verdict.paper_id))
  const unseen = (await listRecentPapers(db, at)).filter((paper) => !shown.has(paper) && !spoken.has(paper))
  const background = sample(unseen, mostBackground, subscriberId)
  const papers = await listTastePapers(db, [...spoken, ...background])
  const featuresOf = (paperId: number) => {
    const paper = papers.get(paperId)
    return paper ? [readFeatures(paper)] : []
  }
  const rated = verdicts.flatMap(({ paper_id, verdict, given_at }) =>
    featuresOf(paper_id).map((features) => {
      const ageDays = (at.getTime() - given_at.getTime()) / 86_400_000
      return { features, verdict, ageDays }
    }),
  )
  const taste = learnTaste(rated, background.flatMap(featuresOf))
  await saveTaste(db, taste, { subscriberId, verdicts: verdicts.length, now: at })
}

/** Fisher and Yates, with Mulberry32 seeded by the reader: the same papers give the same sample, and the same taste. */
function sample(ids: readonly number[], most: number, seed: number): number[] {
  const mixed = [...ids]
  let state = seed >>> 0
  for (let at = 0; at < Math.min(most, mixed.length); at += 1) {
    state = (state + 0x6d2b79f5) >>> 0
    let random = Math.imul(state ^ (state >>> 15), 1 | state)
    random = (random + Math.imul(random ^ (random >>> 7), 61 | random)) ^ random
    const other = at + (((random ^ (random >>> 14)) >>> 0) % (mixed.length - at))
    const [one, two] = [mixed[at] ?? 0, mixed[other] ?? 0]
    mixed[at] = two
    mixed[other] = one
  }
  return mixed.slice(0, most)
}
