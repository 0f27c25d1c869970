import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { buildRandom, makePapers } from './sample.ts'

const labelled = new URL('../papers/labels/labelled-papers.jsonl.gz', import.meta.url)
const Real = z.object({ title: z.string(), abstract: z.string(), categories: z.array(z.string()) })

// Shorter ones among the labelled papers are summaries in our own words; arXiv's abstracts have some 1,300 characters.
const leastCharacters = 600

/**
 * So many records as lines of JSON, as `papers import` reads them: titles, abstracts and categories of real papers of
 * October 2025. No two are the same: each later one mixes the sentences of two abstracts, under a title of its own.
 */
function* recordLines(count: number): Generator<string> {
  const real = readReal()
  const authors = makePapers(500).map((paper) => paper.authors)
  const random = buildRandom(11)
  for (let number = 0; number < count; number += 1) {
    const base = real[number % real.length]
    const other = real[Math.floor(random() * real.length)]
    if (base === undefined || other === undefined) throw new Error('there are no labelled papers')
    const part = Math.floor(number / real.length)
    const record = {
      id: `25${String(1 + (number % 12)).padStart(2, '0')}.${String(10_000 + Math.floor(number / 12))}v1`,
      title: part === 0 ? base.title : `${base.title}: Study ${part} of ${other.title.split(/[:,]/)[0]}`,
      abstract: part === 0 ? base.abstract : mix(base.abstract, other.abstract),
      authors: authors[number % authors.length],
      categories: base.categories,
      published: '2025-10-14T00:00:00Z',
      upvotes: Math.floor(random() ** 4 * 200),
      comments: Math.floor(random() ** 6 * 20),
    }
    yield `${JSON.stringify(record)}\n`
  }
}

function readReal(): z.infer<typeof Real>[] {
  const lines = gunzipSync(readFileSync(labelled)).toString('utf8').trim().split('\n')
  return lines
    .map((line) => Real.parse(JSON.parse(line)))
    .filter((paper) => paper.abstract.length >= leastCharacters)
}

function mix(one: string, other: string): string {
  const [first, second] = [one, other].map((text) => text.split(/(?<=[.!?]) /))
  const half = (sentences: readonly string[] | undefined, from: number) =>
    (sentences ?? []).filter((_, at) => at % 2 === from)
  return [...half(first, 0), ...half(second, 1)].join(' ')
}

/** The lines as bytes in chunks of 64 kB, as a file comes. */
export async function* recordBytes(count: number): AsyncGenerator<Buffer> {
  let held: string[] = []
  let size = 0
  for (const line of recordLines(count)) {
    held.push(line)
    size += line.length
    if (size < 65_536) continue
    yield Buffer.from(held.join(''))
    held = []
    size = 0
  }
  yield Buffer.from(held.join(''))
}
