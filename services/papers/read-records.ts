import type { PaperRecord } from './paper.ts'
import { decodeInput, InputCutError } from './sources/decode-input.ts'
import { readImportedPaper } from './sources/import-format.ts'
import { buildLineSplitter, buildValueSplitter, type Piece, type Splitter } from './sources/json-splitter.ts'

export type ReadRecord =
  /** `givenId` is the id as the record has it, version and all; the record itself is named canonically. */
  | { readonly line: number; readonly record: PaperRecord; readonly givenId: string | undefined }
  | { readonly line: number; readonly rejected: string }

/** A paper with 5,000 authors and a long abstract has about 200 kB. */
const MAX_RECORD_CHARS = 1_048_576
/** Enough of the beginning to see the first two lines of any sensible file. */
const MAX_SNIFFED_CHARS = 65_536

/**
 * Reads papers from JSON lines, a JSON array, or one object, plain or gzipped, one at a time in bounded memory. Each
 * answer carries its place, from 1: the line of a JSON-lines file, the position in an array. A record that cannot be
 * read is answered with the reason and the next one follows; a file cut short yields what came before and then says so.
 * Throws only what `input` throws.
 */
export async function* readRecords(
  input: AsyncIterable<Uint8Array>,
  options: { readonly maxRecordChars?: number } = {},
): AsyncGenerator<ReadRecord> {
  const maxChars = options.maxRecordChars ?? MAX_RECORD_CHARS
  let splitter: Splitter | undefined
  let sniffed = ''
  let fault: string | undefined
  try {
    for await (const text of decodeInput(input)) {
      sniffed += splitter === undefined ? text : ''
      const chunk = splitter === undefined ? sniffed : text
      splitter ??= sniff(sniffed, { maxChars, ended: false })
      if (splitter !== undefined) for (const piece of splitter.push(chunk)) yield readPiece(piece)
    }
  } catch (error) {
    if (!(error instanceof InputCutError)) throw error
    fault = error.message
  }
  yield* finish(splitter, { sniffed, fault, maxChars })
}

type Ending = { readonly sniffed: string; readonly fault: string | undefined; readonly maxChars: number }

function* finish(
  splitter: Splitter | undefined,
  { sniffed, fault, maxChars }: Ending,
): Generator<ReadRecord> {
  const last = splitter ?? sniff(sniffed, { maxChars, ended: true })
  if (splitter === undefined) for (const piece of last?.push(sniffed) ?? []) yield readPiece(piece)
  const { pieces, nextLine } = last?.end() ?? { pieces: [], nextLine: 1 }
  const read = pieces.map(readPiece)
  if (fault === undefined) {
    yield* read
    return
  }
  const whole = read.filter((answer) => 'record' in answer)
  yield* whole
  yield { line: whole.length === read.length ? nextLine : (read[0]?.line ?? nextLine), rejected: fault }
}

/**
 * `[` opens an array. An object whose first line goes on in the next one is JSON written for people; every other
 * beginning is JSON lines, a broken first line included. Undefined while more text could decide.
 */
function sniff(
  text: string,
  options: { readonly maxChars: number; readonly ended: boolean },
): Splitter | undefined {
  const { maxChars } = options
  const first = text.trimStart()
  const enough = options.ended || text.length >= MAX_SNIFFED_CHARS
  if (first === '' && !enough) return undefined
  if (first.startsWith('[')) return buildValueSplitter({ maxChars, array: true })
  const [line = '', next] = first.split(/\n\s*/, 2)
  if ((next ?? '') === '' && !enough) return undefined
  const goesOn = /^\{(?:.*[,{[:])?\s*$/.test(line) && !(next ?? '').startsWith('{')
  return goesOn && !isJson(line)
    ? buildValueSplitter({ maxChars, array: false })
    : buildLineSplitter({ maxChars })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Asked, not needed: the record itself is parsed, and its fault named, when it is read.
    return false
  }
}

function readPiece(piece: Piece): ReadRecord {
  if ('rejected' in piece) return piece
  let value: unknown
  try {
    value = JSON.parse(piece.text)
  } catch (error) {
    return { line: piece.line, rejected: `not valid JSON: ${describe(error)}` }
  }
  const built = readImportedPaper(value)
  if ('rejected' in built) return { line: piece.line, ...built }
  return { line: piece.line, givenId: findGivenId(value), ...built }
}

/** Hugging Face's items have it one level deeper. */
function findGivenId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('id' in value && typeof value.id === 'string') return value.id.trim() || undefined
  return 'paper' in value ? findGivenId(value.paper) : undefined
}

/** V8 quotes the text it stumbled on; a reason stays one short line. */
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/\s+/g, ' ').slice(0, 160)
}
