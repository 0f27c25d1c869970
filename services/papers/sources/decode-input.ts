import { TextDecoder } from 'node:util'
import { createGunzip, type Gunzip } from 'node:zlib'

/** Written to the decompressor at once. One such slice swells to at most 16 MB, since deflate's ratio ends near 1,030. */
const SLICE_BYTES = 16 * 1024
/** Below this size no ratio is suspicious: a small file of blank lines is only a small file. */
const BOMB_FREE_BYTES = 32 * 1024 * 1024
/** JSON of papers shrinks 3 to 5 times, repeated records up to about 100 times; a bomb reaches 1,000. */
const MAX_RATIO = 200

/** The input ended or swelled in a way that makes the rest unreadable. `message` is for people. */
export class InputCutError extends Error {
  override readonly name = 'InputCutError'
}

/**
 * Bytes as text: gunzipped when they begin with gzip's magic number, UTF-8 (UTF-16 with a byte order mark), the mark
 * removed. Everything readable before a fault is yielded, then InputCutError is thrown.
 */
export async function* decodeInput(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const bytes of gunzipIfNeeded(input)) {
    decoder ??= new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8')
    const text = decoder.decode(bytes, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder?.decode() ?? ''
  if (rest !== '') yield rest
}

async function* gunzipIfNeeded(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let next = await chunks.next()
  while (next.done !== true && head.length < 2) {
    head = Buffer.concat([head, next.value])
    next = await chunks.next()
  }
  const all = resume(head, next, chunks)
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(all)
  else yield* all
}

async function* resume(
  head: Uint8Array,
  next: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (let current = next; current.done !== true; current = await chunks.next()) yield current.value
}

/**
 * A stream in a pipeline throws away what it had decoded when its input ends too early. Here every slice's output is
 * taken before the next slice is written, so the records before the fault are kept, and memory holds one slice.
 */
async function* gunzip(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip()
  const output: Buffer[] = []
  let failure: Error | undefined
  stream.on('data', (chunk: Buffer) => output.push(chunk))
  stream.on('error', (error) => {
    failure = error
  })
  const sizes = { read: 0, written: 0 }
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES)
        sizes.read += slice.length
        await written(stream, slice)
        yield* drain(output, sizes)
        if (failure !== undefined) throw cut(failure)
      }
    }
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve())
      stream.once('end', resolve)
      stream.end()
    })
    yield* drain(output, sizes)
    if (failure !== undefined) throw cut(failure)
  } finally {
    stream.destroy()
  }
}

/** Resolves on an error too: a stream that fails never calls back for what was being written. */
function written(stream: Gunzip, slice: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('error', done)
      resolve()
    }
    stream.once('error', done)
    stream.write(slice, done)
  })
}

function* drain(output: Buffer[], sizes: { read: number; written: number }): Generator<Uint8Array> {
  for (const chunk of output.splice(0)) {
    sizes.written += chunk.length
    if (sizes.written > BOMB_FREE_BYTES && sizes.written > sizes.read * MAX_RATIO) {
      throw new InputCutError(`the gzip data swells more than ${MAX_RATIO} times, as only an attack does`)
    }
    yield chunk
  }
}

function cut(cause: Error): InputCutError {
  const early = /unexpected end of file/i.test(cause.message)
  const reason = early ? 'the gzip data ends too early' : 'the gzip data is damaged'
  return new InputCutError(`${reason}; what followed is missing`, { cause })
}
