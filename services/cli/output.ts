import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { type Cli, type Output, OutputClosedError } from './cli.ts'

/** A stream as the output of a command: waits for a slow reader, and tells when there is none any more. */
export function buildOutput(stream: Writable): Output {
  const closed = new AbortController()
  stream.on('error', (error) => {
    // EPIPE is the reader going away; whatever else befalls the stream, nothing can be written to it either.
    closed.abort(error)
  })
  return {
    write: async (text) => {
      if (closed.signal.aborted) throw new OutputClosedError('nobody reads the output any more')
      if (stream.write(text)) return
      await once(stream, 'drain', { signal: closed.signal }).catch((cause: unknown) => {
        throw new OutputClosedError('nobody reads the output any more', { cause })
      })
    },
  }
}

/** One JSON document on a line of stdout. */
export function printJson(cli: Pick<Cli, 'out'>, value: unknown): Promise<void> {
  return cli.out.write(`${JSON.stringify(value)}\n`)
}

/** Lines for people on stdout. */
export function printLines(cli: Pick<Cli, 'out'>, lines: readonly string[]): Promise<void> {
  return cli.out.write(lines.map((line) => `${plain(line)}\n`).join(''))
}

/** A line for people on stderr: what is worth knowing and not the answer. */
export function printNote(cli: Pick<Cli, 'err'>, line: string): void {
  cli.err.write(`${plain(line)}\n`)
}

/** Progress on long work: one line on stderr, rewritten in place; nothing where stderr is not a terminal. */
export function showProgress(cli: Pick<Cli, 'err'>, text: string): void {
  if (cli.err.isTTY) cli.err.write(`\r\x1b[K${text}`)
}

/** Clears the progress line. */
export function endProgress(cli: Pick<Cli, 'err'>): void {
  if (cli.err.isTTY) cli.err.write('\r\x1b[K')
}

/** `1,399`, as people write numbers. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en')
}

/** "1 record", "1,399 records" */
export function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Columns padded to their widest cell; columns whose cells below the first row are all numbers stand right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  )
  const isNumeric = widths.map((_, column) =>
    rows.slice(1).every((row) => /^[\d,.]*$/.test(row[column] ?? '')),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return isNumeric[column] ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** Text of strangers (titles, a mail server's words) must not steer the terminal: control characters become spaces. */
function plain(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ')
}
