import { writeSync } from 'node:fs'

// A pipe whose reader is slow says EAGAIN; it is asked again for so long, then the line is given up.
const mostTries = 20
const pauseMs = 5

/**
 * Standard output for the log of a process that must not stop when its log cannot be written: on a full disk pino's own
 * stream ends the process at the first line. Lines that do not fit are lost; when there is room again, the log goes on,
 * and the line that was cut off ends before the next one begins.
 */
export function openLogStream(fd = 1): { write(line: string): void } {
  const state = { isCut: false }
  return {
    write: (line) => {
      const bytes = Buffer.from(state.isCut ? `\n${line}` : line)
      const written = writeWhole(fd, bytes)
      if (written > 0) state.isCut = written < bytes.length
    },
  }
}

/** Writes what can be written; returns how many bytes that was. */
function writeWhole(fd: number, bytes: Buffer): number {
  let written = 0
  for (let tries = 0; written < bytes.length && tries < mostTries; ) {
    try {
      written += writeSync(fd, bytes, written)
    } catch (error) {
      if (!isFullPipe(error)) break
      tries += 1
      // Blocks on purpose: the line after this one must not overtake it.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
  return written
}

function isFullPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}
