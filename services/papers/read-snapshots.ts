import { z } from 'zod'
import { decodeInput } from './sources/decode-input.ts'
import { buildLineSplitter, type Piece } from './sources/json-splitter.ts'
import type { CounterReading } from './trending.ts'

const count = z.number().int().nonnegative()
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** A line: what one source showed of one paper at one instant. */
const snapshotSchema = z
  .object({
    paper: z.union([z.string().min(1), z.number()]).transform(String),
    listedAt: instant,
    topic: z.string().optional(),
    source: z.string().default('huggingface'),
    takenAt: instant,
    upvotes: count,
    comments: count.default(0),
    stars: count.default(0),
  })
  .transform(({ paper, listedAt, topic, ...reading }) => ({ paper, listedAt, topic, reading }))

/** A paper with all readings of its counters, oldest first. */
export type ReplayedPaper = {
  readonly listedAt: Date
  readonly topic: string | undefined
  readonly readings: readonly CounterReading[]
}

export type Snapshots = {
  readonly papers: readonly ReplayedPaper[]
  readonly lines: number
  readonly rejected: readonly { readonly line: number; readonly reason: string }[]
}

const mostLineCharacters = 10_000

/** Reads snapshots from JSON lines, gzipped or not. Holds them all: a year of daily papers has some 100 MB. */
export async function readSnapshots(input: AsyncIterable<Uint8Array>): Promise<Snapshots> {
  const papers = new Map<string, { listedAt: Date; topic: string | undefined; readings: CounterReading[] }>()
  const rejected: { line: number; reason: string }[] = []
  let lines = 0
  const splitter = buildLineSplitter({ maxChars: mostLineCharacters })
  const take = (piece: Piece) => {
    lines += 1
    if ('rejected' in piece) return void rejected.push({ line: piece.line, reason: piece.rejected })
    const parsed = snapshotSchema.safeParse(parseJson(piece.text))
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      rejected.push({ line: piece.line, reason: `${issue?.path.join('.') || 'the line'}: ${issue?.message}` })
      return
    }
    const { paper, listedAt, topic, reading } = parsed.data
    const known = papers.get(paper) ?? { listedAt, topic, readings: [] }
    known.readings.push(reading)
    papers.set(paper, known)
  }
  for await (const text of decodeInput(input)) for (const piece of splitter.push(text)) take(piece)
  for (const piece of splitter.end().pieces) take(piece)
  for (const { readings } of papers.values())
    readings.sort((a, b) => a.takenAt.getTime() - b.takenAt.getTime())
  return { papers: [...papers.values()], lines, rejected }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Told like any other line that is no snapshot.
    return undefined
  }
}
