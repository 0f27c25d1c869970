import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { HttpClientError } from './http-client-error.ts'

/** The encodings read-body can undo; what is asked for in Accept-Encoding. */
export const ACCEPTED_ENCODINGS = 'gzip, br, deflate'

/** An error's body is read for its reason, not for its length. */
const MAX_ERROR_BYTES = 4_096

/**
 * The whole body, decompressed. Counts bytes on the wire and after decompression, and stops the transfer at the first
 * byte too many, so memory never holds more than `maxBytes` plus one chunk.
 */
export async function readBody(
  body: Readable,
  limits: { readonly encoding: string; readonly maxBytes: number },
) {
  const chunks: Buffer[] = []
  const decoder = buildDecoder(limits.encoding)
  const onWire = limitBytes(limits.maxBytes)
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of limitBytes(limits.maxBytes)(source)) chunks.push(chunk)
  }
  try {
    if (decoder === undefined) await pipeline(body, collect)
    else await pipeline(body, onWire, decoder, collect)
  } catch (error) {
    throw isZlibError(error)
      ? new HttpClientError('HTTP_CONTENT', 'the compressed answer is damaged or cut off', { cause: error })
      : error
  }
  return Buffer.concat(chunks)
}

/** The first bytes of an error's body, and the end of its transfer. Never throws: the error itself is what matters. */
export async function readErrorStart(body: Readable, encoding: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      chunks.push(chunk.subarray(0, MAX_ERROR_BYTES - size))
      size += chunk.length
      if (size >= MAX_ERROR_BYTES) return
    }
  }
  try {
    const decoder = buildDecoder(encoding)
    await (decoder === undefined ? pipeline(body, collect) : pipeline(body, decoder, collect))
  } catch {
    // The status is known and is the error; what could be read of the body is all that is lost.
  }
  discard(body)
  return Buffer.concat(chunks).toString('utf8')
}

/** Ends a transfer nobody wants. undici tells of it by an error event, which without a listener would end the process. */
export function discard(body: Readable): void {
  body.on('error', () => undefined)
  body.destroy()
}

function limitBytes(maxBytes: number) {
  return async function* limited(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let size = 0
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  }
}

export function tooLarge(maxBytes: number): HttpClientError {
  return new HttpClientError(
    'HTTP_TOO_LARGE',
    `the answer is larger than ${maxBytes.toLocaleString('en-US')} bytes`,
  )
}

/** One encoding only: an answer compressed twice is a bomb, not a web page. */
function buildDecoder(encoding: string): Transform | undefined {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return undefined
  if (name === 'gzip' || name === 'x-gzip') return createGunzip()
  if (name === 'br') return createBrotliDecompress()
  if (name === 'deflate') return createInflate()
  throw new HttpClientError(
    'HTTP_CONTENT',
    `the answer is encoded as ${JSON.stringify(encoding.slice(0, 40))}`,
  )
}

function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(?:Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/.test(String(error.code))
  )
}
