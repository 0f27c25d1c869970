import { Eta } from 'eta'
import {
  type FilledText,
  fillLine,
  fillLines,
  type OwnLine,
  type Places,
  type PlaceValues,
  type SharedText,
} from './mail-text.ts'
import { TEXT_COLUMNS, wrapColumns } from './wrap-columns.ts'

/** A piece of a mail that other mails have too, but for the values of its places. */
export type SharedPiece = {
  readonly html: SharedText
  readonly text: SharedText
  /** Of the shared part of the HTML. */
  readonly sizeBytes: number
}

/** @throws Error for a piece that does not end its last line: what follows would continue it. */
export function sharePiece(
  places: Places,
  parts: { readonly html: string; readonly text: string },
): SharedPiece {
  for (const part of [parts.html, parts.text])
    if (part !== '' && !part.endsWith('\n')) throw new Error('A piece of a mail must end with a line break')
  const html = places.share(parts.html)
  const text = places.share(parts.text)
  return {
    html,
    text: { ...text, blocks: text.blocks.map(wrapBlock) },
    sizeBytes: sizeOf(html),
  }
}

function sizeOf({ blocks }: SharedText): number {
  return blocks.reduce((sum, block) => sum + Buffer.byteLength(block), 0)
}

/** Behind an own line its line break counts among those that shrink to one empty line. */
function wrapBlock(block: string, index: number): string {
  return index === 0 ? wrapColumns(block, TEXT_COLUMNS) : wrapColumns(`\n${block}`, TEXT_COLUMNS).slice(1)
}

export type FilledPieces = {
  readonly html: FilledText
  readonly text: FilledText
  /** Whether the HTML takes at most so many bytes. */
  readonly isWithin: (bytes: number) => boolean
}

/** The piece with the same value in all its lines that have this place and no other. */
export function fillPlace(piece: SharedPiece, place: string, value: string): SharedPiece {
  const values = new Map([[place, value]])
  const escaped = escapeAll(values)
  const html = fillLines(piece.html, place, (line) => fillLine(line, escaped))
  const text = fillLines(piece.text, place, (line) => fillTextLine(line, values))
  return { html, text, sizeBytes: html === piece.html ? piece.sizeBytes : sizeOf(html) }
}

/** One mail out of pieces. */
export function fillPieces(pieces: readonly SharedPiece[], values: PlaceValues): FilledPieces {
  const escaped = escapeAll(values)
  const htmlLines: string[] = []
  const textLines: string[] = []
  let sharedBytes = 0
  let ownCharacters = 0
  for (const piece of pieces) {
    sharedBytes += piece.sizeBytes
    for (const line of piece.html.lines) {
      const filled = fillLine(line, escaped)
      htmlLines.push(filled)
      ownCharacters += filled.length
    }
    for (const line of piece.text.lines) textLines.push(fillTextLine(line, values))
  }
  return {
    html: { shared: pieces.map(({ html }) => html), own: htmlLines },
    text: { shared: pieces.map(({ text }) => text), own: textLines },
    // Most mails are far from any limit, and a UTF-16 unit takes at most three bytes.
    isWithin: (bytes) =>
      sharedBytes + 3 * ownCharacters <= bytes ||
      sharedBytes + htmlLines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) <= bytes,
  }
}

/** Most lines need no wrapping: a web address alone, or so few characters of one column each, with nothing to trim. */
const FITS = new RegExp(`^(?: *https?://[!-~]+|[\\u0020-\\u024f]{0,${TEXT_COLUMNS - 1}}[!-~])\\n$`)

function fillTextLine(line: OwnLine, values: PlaceValues): string {
  const filled = fillLine(line, values)
  if (FITS.test(filled)) return filled
  return wrapColumns(filled, TEXT_COLUMNS)
}

function escapeAll(values: PlaceValues): PlaceValues {
  const escaped = new Map<string, string>()
  for (const [place, value] of values) escaped.set(place, escapeHtml(value))
  return escaped
}

/** As the templates escape. */
const { escapeFunction: escapeHtml } = new Eta().config
