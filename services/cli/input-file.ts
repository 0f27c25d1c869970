import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { UsageError } from './cli.ts'

/**
 * The bytes of a file, a device or a pipe; `-` is stdin.
 * @throws UsageError when there is nothing to read at that path
 */
export async function openInput(file: string): Promise<Readable> {
  if (file === '-') return process.stdin
  const info = await stat(file).catch((cause: unknown) => {
    throw new UsageError(`There is no file ${file}, or it may not be read.`, { cause })
  })
  if (info.isDirectory()) throw new UsageError(`${file} is a folder; give a file.`)
  return createReadStream(file)
}
