import { randomBytes } from 'node:crypto'

/** A line that each mail has of its own: words, and between them the values of the named places. */
export type OwnLine = { readonly words: readonly string[]; readonly places: readonly string[] }

/**
 * A text that many mails share but for some lines: `blocks` of whole lines, one more than `lines`, which stand between
 * them. Every line has its line break with it.
 */
export type SharedText = { readonly blocks: readonly string[]; readonly lines: readonly OwnLine[] }

/** A text of one mail: pieces that it shares with others, by reference, and its own lines for all of them, in order. */
export type FilledText = { readonly shared: readonly SharedText[]; readonly own: readonly string[] }

export type MailText = string | FilledText

export type Places = {
  /** What to print where a mail has a value of its own. Nobody can guess it, so no stranger's text contains it. */
  mark(place: string): string
  /** Takes a text apart that was printed with marks. */
  share(text: string): SharedText
}

export function buildPlaces(): Places {
  const secret = randomBytes(16).toString('hex')
  const anyMark = new RegExp(`${secret}-([a-z0-9-]+)\\.`)
  return {
    mark: (place) => `${secret}-${place}.`,
    share: (text) => {
      const blocks: string[] = []
      const lines: OwnLine[] = []
      let from = 0
      for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, from)) {
        const start = text.lastIndexOf('\n', at) + 1
        const end = text.indexOf('\n', at) + 1 || text.length
        const parts = text.slice(start, end).split(anyMark)
        blocks.push(text.slice(from, start))
        lines.push({
          words: parts.filter((_, index) => index % 2 === 0),
          places: parts.filter((_, index) => index % 2 === 1),
        })
        from = end
      }
      return { blocks: [...blocks, text.slice(from)], lines }
    },
  }
}

/** What a mail has of its own, as plain text, by the names of the places. */
export type PlaceValues = ReadonlyMap<string, string>

/** @throws Error for a place without a value: a mail must rather fail than go out without its unsubscribe link */
export function fillLine(line: OwnLine, values: PlaceValues): string {
  let filled = line.words[0] ?? ''
  for (let index = 0; index < line.places.length; index += 1) {
    const place = line.places[index] ?? ''
    const value = values.get(place)
    if (value === undefined) throw new Error(`A mail has no value for "${place}"`)
    filled += value + (line.words[index + 1] ?? '')
  }
  return filled
}

/** The text with its lines that have this place and no other as words like those around them. */
export function fillLines(text: SharedText, place: string, fill: (line: OwnLine) => string): SharedText {
  const isOf = (line: OwnLine) => line.places.every((one) => one === place)
  if (!text.lines.some(isOf)) return text
  const blocks = [text.blocks[0] ?? '']
  const lines: OwnLine[] = []
  for (const [index, line] of text.lines.entries()) {
    const block = text.blocks[index + 1] ?? ''
    if (isOf(line)) blocks.push((blocks.pop() ?? '') + fill(line) + block)
    else {
      lines.push(line)
      blocks.push(block)
    }
  }
  return { blocks, lines }
}

/** The text as one string. */
export function wholeText(text: MailText): string {
  if (typeof text === 'string') return text
  let whole = ''
  let at = 0
  for (const { blocks, lines } of text.shared) {
    whole += blocks[0] ?? ''
    for (let index = 1; index <= lines.length; index += 1) {
      whole += (text.own[at] ?? '') + (blocks[index] ?? '')
      at += 1
    }
  }
  return whole
}
