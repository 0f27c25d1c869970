/** One record's JSON text, or why it is not to be read. `line` is the file's line, or the position in an array. */
export type Piece =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly rejected: string }

export type Splitter = {
  readonly push: (chunk: string) => Piece[]
  /** What is left when the input ends; the last piece may be cut off. */
  readonly end: () => { readonly pieces: Piece[]; readonly nextLine: number }
}

type Limit = { readonly maxChars: number }

/** Splits JSON lines. Holds at most one line, and of a line beyond the limit nothing. */
export function buildLineSplitter({ maxChars }: Limit): Splitter {
  let line = 1
  let held = ''
  let tooLong = false
  const take = (text: string) => {
    tooLong ||= held.length + text.length > maxChars
    held = tooLong ? '' : held + text
  }
  const finish = (): Piece[] => {
    const piece = tooLong ? [tooLarge(line, maxChars)] : held.trim() === '' ? [] : [{ line, text: held }]
    line += 1
    held = ''
    tooLong = false
    return piece
  }
  return {
    push: (chunk) => {
      const lines = chunk.split('\n')
      const pieces: Piece[] = []
      for (const [index, text] of lines.entries()) {
        take(text)
        if (index < lines.length - 1) pieces.push(...finish())
      }
      return pieces
    },
    end: () => ({ pieces: finish(), nextLine: line }),
  }
}

/** Where the next character stands: `depth` counts open brackets of the record, 0 is between records. */
type Scan = {
  depth: number
  inString: boolean
  escaped: boolean
  inRecord: boolean
  arrayOpen: boolean
  arrayClosed: boolean
  line: number
  position: number
  startLine: number
  held: string
  tooLong: boolean
  /** The last two characters of the open string that are not space. */
  last: number
  beforeLast: number
}

/**
 * Splits a JSON array, or objects one after another over many lines, into the text of each top-level element. A raw line
 * break inside a string (never valid JSON) ends the string, and a brace just before it the record, so that one missing
 * quote does not swallow the file.
 */
export function buildValueSplitter({ maxChars, array }: Limit & { readonly array: boolean }): Splitter {
  const scan: Scan = {
    depth: 0,
    inString: false,
    escaped: false,
    inRecord: false,
    arrayOpen: !array,
    arrayClosed: false,
    line: 1,
    position: 0,
    startLine: 1,
    held: '',
    tooLong: false,
    last: 0,
    beforeLast: 0,
  }
  const nameOf = () => (array ? scan.position : scan.startLine)
  return {
    push: (chunk) => scanChunk(scan, chunk, { maxChars, array }),
    end: () => {
      const pieces: Piece[] = scan.inRecord ? [pieceOf(scan, { maxChars, array })] : []
      const nextLine = array ? scan.position + 1 : scan.line
      if (array && !scan.arrayClosed && pieces.length === 0) {
        pieces.push({ line: nextLine, rejected: 'the file ends before the array is closed' })
      }
      return { pieces, nextLine: scan.inRecord ? nameOf() + 1 : nextLine }
    },
  }
}

type ValueLimit = Limit & { readonly array: boolean }

function scanChunk(scan: Scan, chunk: string, limit: ValueLimit): Piece[] {
  const pieces: Piece[] = []
  let start = scan.inRecord ? 0 : -1
  for (let at = 0; at < chunk.length; at += 1) {
    const char = chunk.charCodeAt(at)
    if (char === NEWLINE) scan.line += 1
    if (!scan.inRecord) {
      if (begins(scan, char, limit)) start = at
      else continue
    } else if (scan.depth === 0 && !scan.inString && endsScalar(char)) {
      pieces.push(finish(scan, chunk.slice(start, at), limit))
      start = -1
      begins(scan, char, limit)
      continue
    }
    if (closesRecord(scan, char)) {
      pieces.push(finish(scan, chunk.slice(start, at + 1), limit))
      start = -1
    }
  }
  if (start !== -1) hold(scan, chunk.slice(start), limit)
  return pieces
}

const NEWLINE = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

function isSpace(char: number): boolean {
  return char === 0x20 || char === 0x09 || char === NEWLINE || char === 0x0d
}

function endsScalar(char: number): boolean {
  return char === COMMA || char === CLOSE_BRACKET || isSpace(char)
}

/** Whether `char`, between two records, is the first of the next one. */
function begins(scan: Scan, char: number, { array }: ValueLimit): boolean {
  if (isSpace(char) || char === COMMA) return false
  if (array && !scan.arrayOpen && char === OPEN_BRACKET) {
    scan.arrayOpen = true
    return false
  }
  if (array && !scan.arrayClosed && char === CLOSE_BRACKET) {
    scan.arrayClosed = true
    return false
  }
  scan.inRecord = true
  scan.position += 1
  scan.startLine = scan.line
  return true
}

/** Takes one character of a record; true when it closes the record's outer bracket. */
function closesRecord(scan: Scan, char: number): boolean {
  if (scan.inString) return closesInString(scan, char)
  if (char === QUOTE) scan.inString = true
  else if (char === OPEN_BRACE || char === OPEN_BRACKET) scan.depth += 1
  else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
    scan.depth = Math.max(0, scan.depth - 1)
    return scan.depth === 0
  }
  return false
}

function closesInString(scan: Scan, char: number): boolean {
  if (scan.escaped) scan.escaped = false
  else if (char === BACKSLASH) scan.escaped = true
  else if (char === QUOTE) scan.inString = false
  else if (char === NEWLINE) {
    scan.inString = false
    const braceEndsLine =
      scan.last === CLOSE_BRACE || (scan.last === COMMA && scan.beforeLast === CLOSE_BRACE)
    if (braceEndsLine) scan.depth = Math.max(0, scan.depth - 1)
    return braceEndsLine && scan.depth === 0
  }
  if (!isSpace(char)) {
    scan.beforeLast = scan.last
    scan.last = char
  }
  return false
}

function hold(scan: Scan, text: string, { maxChars }: ValueLimit): void {
  scan.tooLong ||= scan.held.length + text.length > maxChars
  scan.held = scan.tooLong ? '' : scan.held + text
}

function finish(scan: Scan, text: string, limit: ValueLimit): Piece {
  hold(scan, text, limit)
  const piece = pieceOf(scan, limit)
  scan.held = ''
  scan.tooLong = false
  scan.inRecord = false
  scan.depth = 0
  return piece
}

function pieceOf(scan: Scan, { maxChars, array }: ValueLimit): Piece {
  const line = array ? scan.position : scan.startLine
  return scan.tooLong ? tooLarge(line, maxChars) : { line, text: scan.held }
}

function tooLarge(line: number, maxChars: number): Piece {
  return { line, rejected: `the record is larger than ${maxChars.toLocaleString('en-US')} characters` }
}
