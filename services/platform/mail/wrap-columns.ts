const URL_WORD = /^<?https?:\/\//

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

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
  if (line.length <= columns && columnsOf(line) <= columns) return line
  const [lead = ''] = /^\s*(?:\d+\. )?/.exec(line) ?? []
  const hang = ' '.repeat(lead.length)
  const room = columns - lead.length
  const words = line
    .slice(lead.length)
    .split(/\s+/)
    .flatMap((word) => cutWord(word, room))
  return lead + fillLines(words, room).join(`\n${hang}`)
}

function fillLines(words: readonly string[], room: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of words) {
    const longer = current === '' ? word : `${current} ${word}`
    if (current !== '' && columnsOf(longer) > room) {
      lines.push(current)
      current = word
      continue
    }
    current = longer
  }
  return [...lines, current]
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
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}
