/** A paper in a list shows one paragraph of at most this many characters. */
const EXCERPT_CHARS = 420
/** A sentence that ends before this mark leaves the paragraph too bare; then the cut falls between words instead. */
const SHORTEST_EXCERPT_CHARS = 120

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/** The beginning of a text, cut at the end of a sentence, else at a word with an ellipsis; never over 420 characters. */
export function excerpt(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim()
  if (flat.length <= EXCERPT_CHARS) return flat
  const whole = wholeSentences(flat)
  return whole.length >= SHORTEST_EXCERPT_CHARS ? whole : `${wholeWords(flat)}…`
}

function wholeSentences(text: string): string {
  let end = 0
  for (const { index, segment } of sentences.segment(text)) {
    const next = index + segment.trimEnd().length
    if (next > EXCERPT_CHARS) break
    end = next
  }
  return text.slice(0, end)
}

/** One character is kept free for the ellipsis; a text without a space is cut without halving a surrogate pair. */
function wholeWords(text: string): string {
  const head = text.slice(0, EXCERPT_CHARS - 1)
  const space = head.lastIndexOf(' ')
  if (space > 0) return head.slice(0, space).replace(/[\s,;:–-]+$/u, '')
  return head.replace(/[\uD800-\uDBFF]$/u, '')
}
