/** A word of a text: as written, in lower case, and its stem. `gap` is true where a phrase cannot reach back across it. */
export type Word = {
  readonly surface: string
  readonly lower: string
  readonly stem: string
  readonly gap: boolean
}

export type Sentence = readonly Word[]

type Stem = (word: string) => string

/** Combining marks are part of the word: Devanagari and Thai would fall to pieces without them. */
const PIECES = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*|[.!?]+(?=\s|$)|[,;:()[\]{}]|-+/gu
/** "multi-modal", "multi modal" and "multimodal" are one word to a reader; so are these prefixes before a hyphen. */
const JOINED_BY_HYPHEN = new Set(['pre', 're', 'post', 'non', 'multi', 'co', 'anti', 'meta'])
const JOINED_ALWAYS = new Set(['multi'])

/**
 * Cuts a text into sentences of words. Linear in the length of the text: one pass of one pattern without nesting.
 * Numbers count as words, a hyphen parts two words, commas and brackets end a phrase.
 */
export function readSentences(stem: Stem, text: string): readonly Sentence[] {
  const sentences: Word[][] = []
  let words: Word[] = []
  let prefix = ''
  let hyphen = false
  let gap = true
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece.startsWith('-')) {
      hyphen = true
      continue
    }
    if (/^[.!?]/.test(piece)) {
      if (words.length > 0) sentences.push(words)
      words = []
      gap = true
      continue
    }
    if (/^[,;:()[\]{}]$/.test(piece)) {
      gap = true
      hyphen = false
      continue
    }
    const previous = words.at(-1)
    prefix = previous && !gap && joins(previous.lower, hyphen) ? previous.surface : ''
    const word = toWord(stem, prefix === '' ? piece : `${prefix}${hyphen ? '-' : ' '}${piece}`, gap)
    if (prefix !== '') words.pop()
    words.push(prefix === '' ? word : { ...word, gap: previous?.gap ?? gap })
    gap = false
    hyphen = false
  }
  if (words.length > 0) sentences.push(words)
  return sentences
}

function joins(previous: string, hyphen: boolean): boolean {
  return hyphen ? JOINED_BY_HYPHEN.has(previous) : JOINED_ALWAYS.has(previous)
}

function toWord(stem: Stem, surface: string, gap: boolean): Word {
  const lower = surface.toLowerCase().replace(/[- ]/g, '')
  return { surface, lower, stem: stem(lower), gap }
}
