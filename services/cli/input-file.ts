import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { UsageError } from './cli.ts'

/**
 * The bytes of a file, a device or a pipe; `-` is stdin.
 * @throws UsageError when there is nothing to read at that path
 */
export async function openInput(file: string): Promise<Readable> {
  // As a path it could not be opened where stdin is a socket, as it is under many programs that start us.
  if (file === '-' || file === '/dev/stdin') return process.stdin
  const info = await stat(file).catch((cause: unknown) => {
    throw new UsageError(`There is no file ${file}, or it may not be read.`, { cause })
  })
  if (info.isDirectory()) throw new UsageError(`${file} is a folder; give a file.`)
  return createReadStream(file)
}

/** The file as messages call it. */
export function nameInput(file: string): string {
  return file === '-' ? 'stdin' : file
}
