import { buildStemmer } from '../papers/topics/stem.ts'
import { readSentences } from '../papers/topics/words.ts'

/** What a reader's taste is judged by. */
export type TastePaper = {
  readonly title: string
  readonly abstract: string
  readonly categories: readonly string[]
  readonly authors: readonly string[]
  readonly authorKeys: readonly string[]
  readonly topics: readonly string[]
}

type Kind = 'term' | 'topic' | 'category' | 'author'

/** One thing a paper has: the place it is hashed to, how much of it there is, and its name as a person reads it. */
export type Feature = {
  readonly place: number
  readonly value: number
  readonly kind: Kind
  readonly name: string
}

/** Places of the hashed space. A reader who rated a hundred papers touches some 6,000 of them. */
export const places = 2 ** 14

// Longer fields are cut: no real title or abstract comes near, and the cost of a hostile one stays bounded.
const longestTitle = 1_000
const longestAbstract = 8_000
const mostAuthors = 10

/** A word of the title says more of the subject than one of the abstract. */
const titleMentions = 2
/** Against terms, which have length 1 together; chosen on the synthetic readers of test/digests/taste-evaluation.test.ts. */
const standing = { topic: 0.3, category: 0.15, author: 0.4 } as const

export type FeatureReader = (paper: TastePaper) => Feature[]

/** A function from a paper to its features. Hashed, so that a stored taste has one size whatever its reader rated. */
export function buildFeatureReader(): FeatureReader {
  const stem = buildStemmer()
  return (paper) => [
    ...termFeatures(stem, paper),
    ...named('topic', paper.topics),
    ...named('category', paper.categories),
    ...authorFeatures(paper),
  ]
}

function termFeatures(stem: (word: string) => string, paper: TastePaper): Feature[] {
  const terms = new Map<string, { mentions: number; readonly word: string }>()
  const count = (text: string, mentions: number) => {
    for (const word of readSentences(stem, text).flat()) {
      if (word.stem.length < 2 || word.stem.length > 40 || /^\p{N}+$/u.test(word.stem)) continue
      const known = terms.get(word.stem)
      if (known) known.mentions += mentions
      else terms.set(word.stem, { mentions, word: word.lower })
    }
  }
  count(paper.title.slice(0, longestTitle), titleMentions)
  count(paper.abstract.slice(0, longestAbstract), 1)
  const weighed = [...terms].map(([term, { mentions, word }]) => ({
    term,
    word,
    value: 1 + Math.log(mentions),
  }))
  const length = Math.hypot(...weighed.map(({ value }) => value)) || 1
  return weighed.map(({ term, word, value }) =>
    feature('term', { key: term, name: word, value: value / length }),
  )
}

function named(kind: 'topic' | 'category', keys: readonly string[]): Feature[] {
  return [...new Set(keys)].map((key) => feature(kind, { key, name: key, value: standing[kind] }))
}

function authorFeatures({ authors, authorKeys }: TastePaper): Feature[] {
  const keys = [...new Set(authorKeys.slice(0, mostAuthors))].filter((key) => key !== '')
  return keys.map((key) =>
    feature('author', { key, name: authors[authorKeys.indexOf(key)] ?? key, value: standing.author }),
  )
}

function feature(kind: Kind, of: { key: string; name: string; value: number }): Feature {
  return { kind, place: hash(`${kind} ${of.key}`) % places, name: of.name, value: of.value }
}

/** FNV-1a, 32 bits: a fixed function, because stored tastes are read by other processes and releases. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    value ^= text.charCodeAt(at)
    value = Math.imul(value, 0x01000193)
  }
  // The low bits of FNV-1a are its weakest: fold the high ones in.
  return (value ^ (value >>> 15)) >>> 0
}
