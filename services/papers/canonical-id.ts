import { createHash } from 'node:crypto'

/** New style since April 2007: YYMM.NNNN, five digits since 2015. */
const NEW_STYLE = /^(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v([1-9]\d{0,3}))?$/
/** Old style: archive, an optional subject class that is not part of the identity, YYMMNNN. */
const OLD_STYLE =
  /^([a-z]+(?:-[a-z]+)*)(?:\.[a-z]+(?:-[a-z]+)*)?\/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v([1-9]\d{0,3}))?$/i

const ARXIV_PREFIXES = [
  /^https?:\/\/(?:[a-z-]+\.)*arxiv\.org\/(?:abs|pdf|html|format|ps|e-print|src|list)\//i,
  /^https?:\/\/(?:www\.)?(?:dx\.)?doi\.org\/10\.48550\/arxiv\./i,
  /^https?:\/\/(?:www\.)?huggingface\.co\/papers\//i,
  /^(?:doi:\s*)?10\.48550\/arxiv\./i,
  /^oai:arxiv\.org:/i,
  /^arxiv:\s*/i,
]

/** A registered prefix (10.NNNN) and any suffix without spaces: https://www.doi.org/doi-handbook, ISO 26324. */
const DOI = /^10\.\d{4,9}(?:\.\d+)*\/\S+$/

/** A btree entry in Postgres ends at about 2,700 bytes; four bytes a character leave room for the digest. */
const MAX_TITLE_KEY_CHARS = 400

export type ArxivId = { readonly id: string; readonly version?: number }

/**
 * The arXiv identifier in `text`, without its version: from a bare id (`2510.02252v3`, `math.GT/0309136`), an
 * `arXiv:` or OAI prefix, an abs, pdf or html address, an arXiv DOI. Undefined when the text is anything else.
 * Scheme: https://info.arxiv.org/help/arxiv_identifier.html
 */
export function parseArxivId(text: string): ArxivId | undefined {
  const prefix = ARXIV_PREFIXES.find((pattern) => pattern.test(text.trim()))
  const bare = (prefix === undefined ? text.trim() : text.trim().replace(prefix, ''))
    .replace(/[?#].*$/, '')
    .replace(/\s*\[[\w.-]+\]$/, '')
    .replace(/\/$/, '')
    .replace(/\.pdf$/i, '')
  const modern = NEW_STYLE.exec(bare)
  if (modern?.[1] !== undefined) return withVersion(modern[1], modern[2])
  const old = OLD_STYLE.exec(bare)
  if (old?.[1] !== undefined && old[2] !== undefined)
    return withVersion(`${old[1].toLowerCase()}/${old[2]}`, old[3])
  return undefined
}

function withVersion(id: string, version: string | undefined): ArxivId {
  return version === undefined ? { id } : { id, version: Number(version) }
}

/** A DOI in lower case (DOIs are case-insensitive) without `doi:` or resolver address; undefined when it is none. */
export function normaliseDoi(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^https?:\/\/(?:www\.)?(?:dx\.)?doi\.org\//i, '')
    .replace(/^doi:\s*/i, '')
    .replace(/[.,;]+$/, '')
    .toLowerCase()
  return DOI.test(bare) ? bare : undefined
}

/**
 * A title reduced to what two sources of one paper agree on: compatibility forms and accents folded, lower case, only
 * letters and digits, single spaces. A title without any letter or digit stands for itself.
 */
export function titleKey(title: string): string {
  const folded = title
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const key = folded === '' ? title.normalize('NFKC').replace(/\s+/gu, ' ').trim() : folded
  if (key.length <= MAX_TITLE_KEY_CHARS) return key
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `${Array.from(key)
    .slice(0, MAX_TITLE_KEY_CHARS / 2)
    .join('')} ${digest}`
}

/**
 * The one name of a work across sources: its arXiv id, else its DOI, else its title. An arXiv DOI
 * (`10.48550/arXiv.2510.02252`) counts as the arXiv id.
 */
export function canonicalId(work: {
  readonly arxivId?: string | undefined
  readonly doi?: string | undefined
  readonly title: string
}): string {
  const arxiv = parseArxivId(work.arxivId ?? '') ?? parseArxivId(work.doi ?? '')
  if (arxiv !== undefined) return `arxiv:${arxiv.id}`
  const doi = normaliseDoi(work.doi ?? '')
  return doi === undefined ? `title:${titleKey(work.title)}` : `doi:${doi}`
}
