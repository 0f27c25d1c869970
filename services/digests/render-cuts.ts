const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/** Ends that are no end of a sentence, though a capital may follow: "et al. Show", "Fig. 2", "J. Smith". */
const ABBREVIATION =
  /(?:\b(?:al|approx|cf|dr|e\.g|eq|etc|fig|i\.e|no|prof|resp|sec|tab|vs)|(?:^|\s)\p{Lu})\.$/iu

/** Of these ends, with the character before it. */
const LONGEST_END = ' approx.'.length

/** A sentence that ends sooner than this share of the room leaves too little to read; a cut at a word says more. */
const LEAST_SHARE = 0.35

/** At most `max` UTF-16 units, cut between words with "…" where it was longer; never inside a character. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text
  const room = wholeCharacters(text, max - 1)
  const lastSpace = room.lastIndexOf(' ')
  const words = lastSpace > max * 0.5 && text[room.length] !== ' ' ? room.slice(0, lastSpace) : room
  return `${words.replace(/[\s,;:.–—-]+$/u, '')}…`
}

/** At most `max` UTF-16 units and whole sentences; where the first sentence is too long, cut as `cutAtWord` does. */
export function cutAtSentence(text: string, max: number): string {
  if (text.length <= max) return text
  let end = 0
  for (const { segment, index } of sentences.segment(text.slice(0, max + 1))) {
    const segmentEnd = index + segment.trimEnd().length
    const isComplete = index + segment.length <= max
    if (isComplete && !ABBREVIATION.test(text.slice(Math.max(0, segmentEnd - LONGEST_END), segmentEnd)))
      end = segmentEnd
  }
  return end >= max * LEAST_SHARE ? text.slice(0, end) : cutAtWord(text, max)
}

/** Here each code unit is a character of its own; nothing that would join the one before it. */
const LATIN = /^[\u0020-\u024f]*$/

function wholeCharacters(text: string, max: number): string {
  if (LATIN.test(text.slice(0, max + 1))) return text.slice(0, max)
  let end = 0
  for (const { segment, index } of graphemes.segment(text.slice(0, max + 1))) {
    if (index + segment.length > max) break
    end = index + segment.length
  }
  if (end > 0) return text.slice(0, end)
  // One letter under hundreds of accents is a single grapheme: cut it, but not inside a surrogate pair.
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, '')
}
