/** The instants at which a paper's public counters were read live in `paper_counters`; a record carries one reading. */
export type PaperCounters = {
  readonly upvotes?: number | undefined
  readonly comments?: number | undefined
  readonly stars?: number | undefined
}

/** One paper as a source or a file told it, already cleaned: plain Unicode text, no markup, no control characters. */
export type PaperRecord = {
  /** `arxiv:2510.02252` (no version), else `doi:10.1101/…` in lower case, else `title:` + the normalised title. */
  readonly canonicalId: string
  readonly arxivId?: string | undefined
  readonly doi?: string | undefined
  /** The version announced, 1 for `v1`. Absent where the source does not tell. */
  readonly version?: number | undefined
  readonly title: string
  readonly abstract: string
  /** Display names in the order of the paper. */
  readonly authors: readonly string[]
  /** arXiv categories (`cs.CL`) or a preprint server's subject; the first is the primary one. */
  readonly categories: readonly string[]
  readonly publishedAt?: Date | undefined
  readonly updatedAt?: Date | undefined
  /** The day a list (arXiv's announcement, the daily page) showed it: what "new" means to a reader. */
  readonly announcedAt?: Date | undefined
  /** How arXiv announced it. `replace` is a new version of a paper that may be years old: never new to a reader. */
  readonly announcement?: 'new' | 'cross' | 'replace' | undefined
  /** https only. Where a reader lands: the abstract page, else a title search. */
  readonly url: string
  readonly codeUrl?: string | undefined
  readonly comment?: string | undefined
  readonly organization?: string | undefined
  readonly withdrawn: boolean
  readonly counters?: PaperCounters | undefined
}

/** A record that could not be read: its place (line or position, from 1) and what is wrong with it. */
export type RejectedRecord = { readonly line: number; readonly reason: string }

/** Why a paper belongs to a topic: `because` are the words of the paper that decided. `score` runs from 0 to 1. */
export type TopicMatch = {
  readonly slug: string
  readonly score: number
  readonly because: readonly string[]
}

/** One of the topics in data/topics.json. */
export type Topic = {
  readonly slug: string
  readonly name: string
  readonly group: string
  readonly definition: string
}
