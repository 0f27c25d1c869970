import { TextDecoder } from 'node:util'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** One row's cells, or why it cannot be read. `line` is where it begins. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly rejected: string }

// A cell of another program's export may hold line breaks (a postal address, a note); a quote that is still open after
// this much was never meant to span lines. Then its line is refused and the next one read as if nothing had been.
const mostLines = 30
const mostRowChars = 16_384

/**
 * Splits CSV (RFC 4180; UTF-8, or UTF-16 with its mark) into rows of trimmed cells, one at a time. Commas, semicolons or
 * tabs divide them, whichever the first line has. A stray quote costs the row it stands in and no other.
 */
export async function* readCsvRecords(input: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  let held: Line[] = []
  let delimiter: string | undefined
  for await (const line of readLines(input)) {
    delimiter ??= [',', '\t', ';'].find((candidate) => line.text.includes(candidate))
    held.push(line)
    const { records, rest } = takeRecords(held, { delimiter: delimiter ?? ',', isEnd: false })
    yield* records
    held = rest
  }
  yield* takeRecords(held, { delimiter: delimiter ?? ',', isEnd: true }).records
}

type Line = { readonly line: number; readonly text: string }
type Options = { readonly delimiter: string; readonly isEnd: boolean }

function takeRecords(lines: readonly Line[], options: Options): { records: CsvRecord[]; rest: Line[] } {
  const records: CsvRecord[] = []
  let rest = [...lines]
  for (;;) {
    const [first] = rest
    if (!first) return { records, rest }
    const size = countRecordLines(rest)
    if (size === undefined && !options.isEnd && !isTooMuch(rest)) return { records, rest }
    const text = rest
      .slice(0, size ?? 1)
      .map((line) => line.text)
      .join('\n')
    if (size === undefined) records.push({ line: first.line, rejected: 'a quote is never closed' })
    else if (text.trim() !== '') records.push(parseRecord(first.line, text, options.delimiter))
    rest = rest.slice(size ?? 1)
  }
}

/** Lines up to the one where every quote is closed; a doubled quote inside a cell counts as two. */
function countRecordLines(lines: readonly Line[]): number | undefined {
  let quotes = 0
  for (const [index, { text }] of lines.entries()) {
    quotes += text.split('"').length - 1
    if (quotes % 2 === 0) return index + 1
  }
  return undefined
}

function isTooMuch(lines: readonly Line[]): boolean {
  return lines.length > mostLines || lines.reduce((sum, { text }) => sum + text.length, 0) > mostRowChars
}

const Rows = z.array(z.array(z.string()))

function parseRecord(line: number, text: string, delimiter: string): CsvRecord {
  if (text.length > mostRowChars) return { line, rejected: 'the row is longer than 16,384 characters' }
  if (!text.includes('"')) return { line, cells: text.split(delimiter).map((cell) => cell.trim()) }
  try {
    const rows = Rows.parse(parse(text, { delimiter, relax_column_count: true, trim: true }))
    return { line, cells: rows[0] ?? [] }
  } catch {
    // The parser's reason speaks of positions in this one row, which help nobody.
    return {
      line,
      rejected: 'a quote stands where none may; a cell with quotes in it is quoted and doubles them',
    }
  }
}

async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let decoder: TextDecoder | undefined
  let open = ''
  let line = 0
  for await (const bytes of input) {
    decoder ??= new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8')
    const lines = (open + decoder.decode(bytes, { stream: true })).split('\n')
    // Of a line beyond all measure only so much is kept that it is seen to be too long.
    open = (lines.pop() ?? '').slice(0, mostRowChars * 2)
    for (const text of lines) yield { line: ++line, text: text.replace(/\r$/, '') }
  }
  if (open !== '') yield { line: line + 1, text: open }
}
