import type { Coverage } from '../papers/coverage.ts'
import { type Sources, sourcesInWords } from '../papers/describe-sources.ts'
import type { Words } from '../platform/locales/words.ts'

/** What a digest was chosen from, and how its sources were when its edition was made. */
export type DigestSources = {
  /** One object for all digests of an edition: the lines made of it are kept with it. */
  readonly edition: {
    readonly coverage: Coverage
    /** Absent where no source is set up. */
    readonly sources?: Sources | undefined
  }
  /** The categories that the reader follows. */
  readonly categories: readonly string[]
  /** For each paper the names that brought it. */
  readonly because: readonly (readonly string[])[]
}

type Part = { readonly name: string; readonly announced: number; readonly read: number }

type Followed = Part & { readonly chosen: number }

const mostNamed = 3
const mostKept = 5_000

/**
 * "213 of 213 cs.CL announcements read, 4 chosen. Read from arXiv." for a reader who follows categories, else "412 of 412
 * arXiv announcements and 24 of 24 Hugging Face papers read, 8 chosen. …" Empty where nothing is known. Made once for all
 * readers of an edition who are told the same in one language.
 */
export function sourcesLine(words: Words, { edition, categories, because }: DigestSources): string {
  const followed = categories.length === 0 ? [] : partsOf(edition.coverage, { categories, because })
  const told = followed.map(({ name, chosen }) => `${name} ${chosen}`).join()
  const key = `${words.id} ${because.length} ${told}`
  const known = lines.get(edition) ?? new Map<string, string>()
  lines.set(edition, known)
  const found = known.get(key)
  if (found !== undefined) return found
  const coverage =
    followed.length > 0 ? ofCategories(words, followed) : ofSources(words, edition.coverage, because.length)
  const state = edition.sources ? sourcesInWords(words, edition.sources) : ''
  const line = [coverage, state].join(' ').trim()
  if (known.size < mostKept) known.set(key, line)
  return line
}

const lines = new WeakMap<DigestSources['edition'], Map<string, string>>()

/** The categories that the reader follows and the sources told of, each with how many of its papers were chosen. */
function partsOf(coverage: Coverage, { categories, because }: Omit<DigestSources, 'edition'>): Followed[] {
  return coverage
    .flatMap((source) => source.parts)
    .filter((part) => categories.includes(part.name))
    .map((part) => ({ ...part, chosen: because.filter((names) => names.includes(part.name)).length }))
}

function ofCategories(words: Words, parts: readonly Followed[]): string {
  const largest = parts.toSorted((one, other) => other.announced - one.announced)
  const told = largest
    .slice(0, mostNamed)
    .map(({ chosen, ...part }) =>
      words.say('coverage-read', { read: words.say('coverage-announcements', part), chosen }),
    )
  const rest = parts.length - told.length
  return [...told, ...(rest > 0 ? [words.count('coverage-more', rest)] : [])].join(' ')
}

function ofSources(words: Words, coverage: Coverage, chosen: number): string {
  if (coverage.length === 0) return ''
  const read = coverage.map(({ title: name, announced, read: count, parts }) => {
    const counts = { name, announced, read: count }
    return parts.length > 0
      ? words.say('coverage-announcements', counts)
      : words.say('coverage-papers', counts)
  })
  return words.say('coverage-read', { read: words.list(read), chosen })
}
