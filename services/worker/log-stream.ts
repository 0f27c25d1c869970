import { writeSync } from 'node:fs'

// A pipe whose reader is slow says EAGAIN; it is asked again for so long, then the line is given up.
const mostTries = 20
const pauseMs = 5

/**
 * Standard output for the log of a process that must not stop when its log cannot be written: on a full disk pino's own
 * stream ends the process at the first line. Lines that do not fit are lost; when there is room again, the log goes on.
 */
export function openLogStream(fd = 1): { write(line: string): void } {
  return {
    write: (line) => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        try {
          writeSync(fd, line)
          return
        } catch (error) {
          if (!isFullPipe(error)) return
          // Blocks on purpose: the line after this one must not overtake it.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
        }
      }
    },
  }
}

function isFullPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}
