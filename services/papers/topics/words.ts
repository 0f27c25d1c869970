/** A word of a text: in lower case, its stem, and where it stands in the text. `gap`: no phrase reaches back across its start; `number`: it counts something. */
export type Word = {
  readonly lower: string
  readonly stem: string
  readonly from: number
  readonly to: number
  readonly gap: boolean
  readonly number: boolean
}

export type Sentence = readonly Word[]

type Stem = (word: string) => string

/** Words, sentence ends, phrase ends. Combining marks belong to a word, or Devanagari and Thai would fall to pieces. */
const PIECES = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*|[.!?]+(?=\s|$)|[,;:()[\]{}]/gu
const SENTENCE_ENDS = '.!?'
const PHRASE_ENDS = '.!?,;:()[]{}'

/** How abstracts count: "52k pairs", "1.5 million pairs", "3x faster", "seventeen models". */
const NUMBER =
  /^(\d+[kmbtx]?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|dozen|hundreds?|thousands?|millions?|billions?|trillions?)$/

/** "multi-modal", "multi modal" and "multimodal" are one word to a reader; so are these prefixes before a hyphen. */
const JOINED_BY_HYPHEN = new Set(['pre', 're', 'post', 'non', 'co', 'anti', 'meta'])
const JOINED_ALWAYS = new Set(['multi'])

/** The last part of a made-up name often tells what it names: HealthBench, OpenVLA, GraphRAG. It becomes a word of its own. */
const NAME_END = /(?<=..)(Bench|Eval|Arena|Agents?|VLAs?|VLMs?|M?LLMs?|RAG|NeRF|SLAM|OCR|ASR|TTS)$/
const CAPITAL_INSIDE = /..[A-Z]/

/**
 * Cuts a text into sentences of words. Linear in the length of the text: one pass of one pattern without nesting.
 * Numbers count as words, a hyphen parts two words, commas and brackets end a phrase.
 */
export function readSentences(stem: Stem, text: string): readonly Sentence[] {
  const sentences: Word[][] = []
  let words: Word[] = []
  let gap = true
  for (const match of text.matchAll(PIECES)) {
    const [piece] = match
    const first = piece.charAt(0)
    if (SENTENCE_ENDS.includes(first)) {
      sentences.push(words)
      words = []
    }
    if (PHRASE_ENDS.includes(first)) {
      gap = true
      continue
    }
    const last = words.at(-1)
    const prefix = last !== undefined && !gap && joins(last, text[match.index - 1]) ? words.pop() : undefined
    const from = prefix?.from ?? match.index
    const to = match.index + piece.length
    const lower = `${prefix?.lower ?? ''}${piece.toLowerCase()}`
    const split = nameEndLength(piece)
    const head = lower.slice(0, lower.length - split)
    words.push({
      lower: head,
      stem: stem(head),
      from,
      to: to - split,
      gap: prefix?.gap ?? gap,
      number: NUMBER.test(head),
    })
    if (split > 0) {
      const tail = lower.slice(-split)
      words.push({ lower: tail, stem: stem(tail), from: to - split, to, gap: false, number: false })
    }
    gap = false
  }
  return [...sentences, words].filter((sentence) => sentence.length > 0)
}

function joins(previous: Word, between: string | undefined): boolean {
  return JOINED_ALWAYS.has(previous.lower) || (between === '-' && JOINED_BY_HYPHEN.has(previous.lower))
}

function nameEndLength(piece: string): number {
  return CAPITAL_INSIDE.test(piece) ? (NAME_END.exec(piece)?.[0].length ?? 0) : 0
}
