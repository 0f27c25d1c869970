import { canonicalId, normaliseDoi, parseArxivId } from '../canonical-id.ts'
import type { PaperCounters, PaperRecord } from '../paper.ts'
import { cleanText } from '../text-cleaning.ts'
import { defaultLink, findCodeUrl, readLink } from './paper-urls.ts'

/** What a source said of one paper, texts still as it wrote them. */
export type RawPaper = {
  readonly id?: string | undefined
  readonly doi?: string | undefined
  readonly version?: number | undefined
  readonly title: string
  readonly abstract: string
  /** Display names, already read with author-names.ts. */
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly publishedAt?: Date | undefined
  readonly updatedAt?: Date | undefined
  readonly announcedAt?: Date | undefined
  readonly announcement?: PaperRecord['announcement']
  readonly url?: string | undefined
  readonly codeUrl?: string | undefined
  readonly comment?: string | undefined
  readonly organization?: string | undefined
  readonly withdrawn?: boolean | undefined
  readonly counters?: PaperCounters | undefined
}

/** Longer ones are a parser's mistake or an attack; the longest real title found on arXiv has under 500 characters. */
const MAX_TITLE_CHARS = 2_000
const MAX_ABSTRACT_CHARS = 50_000
/** Collaborations at CERN sign with 5,000 names. */
const MAX_AUTHORS = 10_000
const MAX_CATEGORIES = 50
const MAX_NAME_CHARS = 300

export type BuiltRecord = { readonly record: PaperRecord } | { readonly rejected: string }

/**
 * The one way from a source's words to a paper: cleans the texts, names the work, finds its links. `rejected` says what
 * is wrong in words a person understands.
 */
export function buildRecord(raw: RawPaper): BuiltRecord {
  const title = cleanText(raw.title)
  const abstract = cleanText(raw.abstract)
  if (title === '') return { rejected: 'title is missing' }
  if (title.length > MAX_TITLE_CHARS) return { rejected: 'title is longer than 2,000 characters' }
  if (abstract.length > MAX_ABSTRACT_CHARS) return { rejected: 'abstract is longer than 50,000 characters' }
  const link = raw.url === undefined || raw.url.trim() === '' ? undefined : readLink(raw.url)
  if (link !== undefined && 'fault' in link) return { rejected: `url ${link.fault}` }
  return { record: assemble(raw, { title, abstract, url: link?.url }) }
}

type Cleaned = { readonly title: string; readonly abstract: string; readonly url: string | undefined }

function assemble(raw: RawPaper, { title, abstract, url }: Cleaned): PaperRecord {
  const arxiv = [raw.id, raw.doi, url].map((text) => parseArxivId(text ?? '')).find((id) => id !== undefined)
  const arxivId = arxiv?.id
  const doi = [raw.doi, raw.id, url].map(ownDoi).find((id) => id !== undefined)
  const comment = raw.comment === undefined ? undefined : cleanText(raw.comment) || undefined
  return {
    canonicalId: canonicalId({ arxivId, doi, title }),
    arxivId,
    doi,
    version: raw.version ?? arxiv?.version,
    title,
    abstract,
    authors: raw.authors.slice(0, MAX_AUTHORS).map((name) => name.slice(0, MAX_NAME_CHARS)),
    categories: cleanCategories(raw.categories),
    publishedAt: raw.publishedAt,
    updatedAt: raw.updatedAt,
    announcedAt: raw.announcedAt,
    announcement: raw.announcement,
    url: url ?? defaultLink({ arxivId, doi, title }),
    codeUrl: codeLink(raw.codeUrl) ?? findCodeUrl(abstract, comment),
    comment,
    organization: raw.organization === undefined ? undefined : cleanText(raw.organization) || undefined,
    withdrawn: raw.withdrawn === true || saysWithdrawn(abstract, comment),
    counters: raw.counters,
  }
}

/** A DOI the publisher gave; arXiv's own repeats the arXiv id and would hide it. */
function ownDoi(text: string | undefined): string | undefined {
  const doi = normaliseDoi(text ?? '')
  return doi === undefined || parseArxivId(doi) !== undefined ? undefined : doi
}

function cleanCategories(categories: readonly string[]): string[] {
  const cleaned = categories
    .map((category) => cleanText(category).slice(0, 100))
    .filter((category) => category !== '')
  return [...new Set(cleaned)].slice(0, MAX_CATEGORIES)
}

/** A code link that cannot be read loses the link, not the paper; `owner/name` alone is GitHub's. */
function codeLink(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const bare = text.trim()
  const link = readLink(/^[\w.-]+\/[\w.-]+$/.test(bare) ? `https://github.com/${bare}` : bare)
  return 'url' in link ? link.url : undefined
}

/** arXiv keeps withdrawn papers listed and says so in the comment or, with the text gone, in the abstract. */
function saysWithdrawn(abstract: string, comment: string | undefined): boolean {
  const inComment =
    /^\W*withdrawn\b|\b(?:paper|article|submission|manuscript|preprint|version|has been|is|was) withdrawn\b/i
  const inAbstract =
    /^(?:this|the) (?:paper|article|submission|manuscript|preprint|work) (?:has been|is|was) (?:temporarily )?withdrawn\b/i
  return inComment.test(comment ?? '') || inAbstract.test(abstract)
}
