import { authorKey } from './author-names.ts'
import { titleKey } from './canonical-id.ts'
import { mergeFacts, type PaperFacts, readFacts } from './ingest-merge.ts'
import type { PaperCounters, PaperRecord } from './paper.ts'

export type StoredPaper = PaperFacts & {
  readonly id: number
  readonly listedAt: Date | null
  readonly upvotes: number
  readonly comments: number
  readonly stars: number
}

/** The rows that the records of a batch may speak of, and the keys that lead to them. */
export type KnownPapers = {
  readonly papers: readonly StoredPaper[]
  readonly keys: readonly { readonly key: string; readonly paperId: number }[]
}

/** One paper as it stands after the batch. */
export type Draft = {
  /** The rows it is now, oldest first: none for a new paper, two when a record showed them to be one work. */
  rows: readonly StoredPaper[]
  facts: PaperFacts
  keys: string[]
  /** The highest reading of its counters in this batch. */
  counters: PaperCounters | undefined
  wasTold: boolean
  /** True when a record showed it as new; a replaced version of an old paper is no news. */
  isNews: boolean
}

/** Every name a record goes by, the one that decides first: arXiv id, DOI, title. */
export function listKeys(record: PaperRecord): string[] {
  const names = [
    record.arxivId === undefined ? undefined : `arxiv:${record.arxivId}`,
    record.doi === undefined ? undefined : `doi:${record.doi}`,
    record.canonicalId,
    `title:${titleKey(record.title)}`,
  ]
  return [...new Set(names.flatMap((name) => (name === undefined || name === 'title:' ? [] : name)))]
}

/**
 * Lays the records, in order, over what is known and returns each paper that a record spoke of. The outcome is the
 * same however a list is cut into batches. `wasToldBefore` names the rows an earlier batch of this run has told.
 */
export function foldRecords(
  known: KnownPapers,
  records: readonly PaperRecord[],
  wasToldBefore: (paperId: number) => boolean,
): Draft[] {
  const byKey = indexKnown(known)
  for (const record of records) {
    const keys = listKeys(record)
    const draft = findDrafts(byKey, record, keys).reduce<Draft | undefined>(
      (one, other) => (one === undefined ? other : joinDrafts(byKey, one, other)),
      undefined,
    )
    const facts = readFacts(record)
    const told = draft ?? { rows: [], facts, keys: [], counters: undefined, wasTold: false, isNews: false }
    const isRepeat = told.wasTold || told.rows.some((row) => wasToldBefore(row.id))
    told.facts = mergeFacts(told.facts, facts, isRepeat)
    told.counters = highestCounters(told.counters, record.counters)
    told.wasTold = true
    told.isNews ||= record.announcement !== 'replace'
    for (const key of keys.filter((key) => !byKey.has(key))) {
      byKey.set(key, told)
      told.keys.push(key)
    }
  }
  return [...new Set(byKey.values())].filter((draft) => draft.wasTold)
}

function indexKnown(known: KnownPapers): Map<string, Draft> {
  const byId = new Map(
    known.papers.map((row): [number, Draft] => [
      row.id,
      { rows: [row], facts: row, keys: [], counters: undefined, wasTold: false, isNews: false },
    ]),
  )
  const byKey = new Map<string, Draft>()
  for (const { key, paperId } of known.keys) {
    const draft = byId.get(paperId)
    if (draft === undefined) continue
    draft.keys.push(key)
    byKey.set(key, draft)
  }
  return byKey
}

/** The drafts a record is the same work as, none contradicting another: arXiv's id decides, then the DOI, then the title. */
function findDrafts(
  byKey: ReadonlyMap<string, Draft>,
  record: PaperRecord,
  keys: readonly string[],
): Draft[] {
  const found: Draft[] = []
  for (const key of keys) {
    const draft = byKey.get(key)
    if (draft === undefined || found.includes(draft)) continue
    const arxivIds = [record.arxivId, draft.facts.arxivId, ...found.map((other) => other.facts.arxivId)]
    if (new Set(arxivIds.filter((id) => typeof id === 'string')).size > 1) continue
    if (key.startsWith('title:') && !isSameByTitle(draft.facts, record)) continue
    found.push(draft)
  }
  return found
}

/**
 * Whether an equal title means one work. A record with nothing but its title has no other name, so it does. Else
 * generic titles ("Introduction") call for more: no two DOIs, and an author in common where both sides name authors;
 * two preprint servers with ids of their own must name one.
 */
function isSameByTitle(known: PaperFacts, record: PaperRecord): boolean {
  if (record.arxivId === undefined && record.doi === undefined) return true
  if (record.doi !== undefined && known.doi !== null && record.doi !== known.doi) return false
  const isBare = known.arxivId === null && known.doi === null
  if (isBare && (known.authors.length === 0 || record.authors.length === 0)) return true
  const names = new Set(known.authors.map(authorKey))
  return record.authors.some((author) => names.has(authorKey(author)))
}

/** The older row goes on, since digests and links carry its id. */
function joinDrafts(byKey: Map<string, Draft>, one: Draft, other: Draft): Draft {
  const age = (draft: Draft) => draft.rows[0]?.id ?? Number.POSITIVE_INFINITY
  const [kept, gone] = age(one) <= age(other) ? [one, other] : [other, one]
  kept.rows = [...kept.rows, ...gone.rows].sort((a, b) => a.id - b.id)
  kept.facts = mergeFacts(kept.facts, gone.facts, true)
  kept.counters = highestCounters(kept.counters, gone.counters)
  kept.wasTold ||= gone.wasTold
  kept.isNews ||= gone.isNews
  kept.keys.push(...gone.keys)
  for (const key of gone.keys) byKey.set(key, kept)
  return kept
}

function highestCounters(
  a: PaperCounters | undefined,
  b: PaperCounters | undefined,
): PaperCounters | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const highest = (x: number | undefined, y: number | undefined) =>
    x === undefined || y === undefined ? (x ?? y) : Math.max(x, y)
  return {
    upvotes: highest(a.upvotes, b.upvotes),
    comments: highest(a.comments, b.comments),
    stars: highest(a.stars, b.stars),
  }
}
