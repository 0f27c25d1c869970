import type { PaperRecord } from './paper.ts'

/** What is stored of a paper, its counters aside. */
export type PaperFacts = {
  readonly canonicalId: string
  readonly arxivId: string | null
  readonly doi: string | null
  readonly version: number | null
  readonly title: string
  readonly abstract: string
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly publishedAt: Date | null
  readonly updatedAt: Date | null
  readonly url: string
  readonly codeUrl: string | null
  readonly comment: string | null
  readonly organization: string | null
  readonly withdrawn: boolean
}

/** The column is a smallint; the highest version on arXiv is far below a hundred. */
const MOST_VERSIONS = 32_767

export function readFacts(record: PaperRecord): PaperFacts {
  return {
    canonicalId: record.canonicalId,
    arxivId: record.arxivId ?? null,
    doi: record.doi ?? null,
    version: record.version === undefined ? null : Math.min(record.version, MOST_VERSIONS),
    title: record.title,
    abstract: record.abstract,
    authors: record.authors,
    categories: record.categories,
    publishedAt: record.publishedAt ?? null,
    updatedAt: record.updatedAt ?? null,
    url: record.url,
    codeUrl: record.codeUrl ?? null,
    comment: record.comment ?? null,
    organization: record.organization ?? null,
    withdrawn: record.withdrawn,
  }
}

/**
 * The facts of one work told twice. The higher rank's text stands, the other only fills what is blank; nothing absent
 * blanks out what is known. At equal rank the later telling stands, so that a corrected file can be read in again;
 * `keepOnTie` turns that round for a second telling within one run, which else would change back and forth for ever.
 */
export function mergeFacts(known: PaperFacts, told: PaperFacts, keepOnTie: boolean): PaperFacts {
  const order = compareRank(told, known)
  const wins = order > 0 || (order === 0 && !keepOnTie)
  const [first, second] = wins ? [told, known] : [known, told]
  const arxivId = known.arxivId ?? told.arxivId
  const doi = known.doi ?? told.doi
  return {
    canonicalId: nameByRule(arxivId, doi) ?? known.canonicalId,
    arxivId,
    doi,
    version: first.version,
    title: first.title || second.title,
    abstract: first.abstract || second.abstract,
    authors: first.authors.length > 0 ? first.authors : second.authors,
    categories: first.categories.length > 0 ? first.categories : second.categories,
    publishedAt: first.publishedAt ?? second.publishedAt,
    // Part of the rank: taken from below it would lift the row over its own source.
    updatedAt: wins ? (told.updatedAt ?? known.updatedAt) : known.updatedAt,
    url: first.url,
    codeUrl: first.codeUrl || second.codeUrl,
    comment: first.comment || second.comment,
    organization: first.organization || second.organization,
    withdrawn: mergeWithdrawn(known, told),
  }
}

/** arXiv's id without version, else the DOI; undefined leaves the normalised title. */
function nameByRule(arxivId: string | null, doi: string | null): string | undefined {
  if (arxivId !== null) return `arxiv:${arxivId}`
  return doi === null ? undefined : `doi:${doi}`
}

/**
 * Whose text stands: arXiv's own over a DOI's over a bare title's, since versions count per server; then the version;
 * then the date of the last change. A total order, so that the outcome does not hang on the order of arrival.
 */
function compareRank(a: PaperFacts, b: PaperFacts): number {
  return (
    idStrength(a) - idStrength(b) ||
    (a.version ?? 0) - (b.version ?? 0) ||
    (a.updatedAt?.getTime() ?? 0) - (b.updatedAt?.getTime() ?? 0)
  )
}

function idStrength(facts: PaperFacts): number {
  if (facts.arxivId !== null) return 2
  return facts.doi === null ? 0 : 1
}

/** Sticky: sources without versions go on listing a withdrawn paper. Only a later version of the same server lifts it. */
function mergeWithdrawn(known: PaperFacts, told: PaperFacts): boolean {
  const isComparable =
    idStrength(known) === idStrength(told) && known.version !== null && told.version !== null
  const step = isComparable ? (told.version ?? 0) - (known.version ?? 0) : 0
  if (told.withdrawn) return step < 0 ? known.withdrawn : true
  return step > 0 ? false : known.withdrawn
}
