/** RFC 5322 2.1.1: lines SHOULD stay within 78 characters. */
export const TEXT_COLUMNS = 78

const URL_WORD = /^<?https?:\/\//

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

/** Basic Latin to Latin Extended-B: one column a character, and nearly all of what is wrapped. */
const LATIN = /^[\u0020-\u024f]*$/

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Wraps each line of a plain text at spaces to at most `columns` columns (East Asian characters take two). A line's
 * indentation, and the hanging one of "1. ", is kept on the lines that continue it. Words longer than a line are cut,
 * but for web addresses, which would stop working. Runs of three and more line breaks shrink to one empty line.
 */
export function wrapColumns(text: string, columns: number): string {
  const wrapped = text.split(/\r?\n/).map((line) => wrapLine(line.trimEnd(), columns))
  return wrapped.join('\n').replace(/\n{3,}/g, '\n\n')
}

function wrapLine(line: string, columns: number): string {
  const isLatin = LATIN.test(line)
  if (line.length <= columns && (isLatin || columnsOf(line) <= columns)) return line
  const [lead = ''] = /^\s*(?:\d+\. )?/.exec(line) ?? []
  const hang = ' '.repeat(lead.length)
  const room = columns - lead.length
  const plain = isLatin ? wrapPlain(line, { lead, hang, room }) : undefined
  if (plain !== undefined) return plain
  const words = line.slice(lead.length).split(/\s+/)
  const measure = isLatin ? lengthOf : columnsOf
  const whole = words.every((word) => measure(word) <= room)
    ? words
    : words.flatMap((word) => cutWord(word, room))
  return lead + fillLines(whole, { room, hang, measure })
}

/** A line of single spaces and of words that all fit, as nearly every line is; else nothing. */
function wrapPlain(
  line: string,
  { lead, hang, room }: { lead: string; hang: string; room: number },
): string | undefined {
  if (UNEVEN.test(line.slice(lead.length))) return undefined
  let wrapped = lead
  let start = lead.length
  while (line.length - start > room) {
    const end = line.lastIndexOf(' ', start + room)
    if (end <= start) return undefined
    wrapped += `${line.slice(start, end)}\n${hang}`
    start = end + 1
  }
  return wrapped + line.slice(start)
}

const UNEVEN = / {2}|[^\S ]/

const lengthOf = (word: string) => word.length

type Filling = {
  readonly room: number
  readonly hang: string
  readonly measure: (word: string) => number
}

function fillLines(words: readonly string[], { room, hang, measure }: Filling): string {
  let filled = ''
  let used = 0
  for (const word of words) {
    const width = measure(word)
    const isFirst = used === 0
    const fits = isFirst || used + 1 + width <= room
    filled += isFirst ? word : fits ? ` ${word}` : `\n${hang}${word}`
    used = isFirst || !fits ? width : used + 1 + width
  }
  return filled
}

function cutWord(word: string, room: number): string[] {
  if (URL_WORD.test(word) || columnsOf(word) <= room) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && columnsOf(piece + segment) > room) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}

function columnsOf(text: string): number {
  if (LATIN.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}
