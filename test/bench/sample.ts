import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { loadTopics } from '../../services/papers/topics/topics.ts'

const sampleFile = new URL('../../services/papers/data/sample-papers.json', import.meta.url)

const Sample = z.array(z.object({ title: z.string(), abstract: z.string(), categories: z.array(z.string()) }))

export type SamplePaper = {
  readonly title: string
  readonly abstract: string
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly topics: readonly string[]
  readonly upvotes: number
  readonly codeUrl: string | null
}

const slugs = loadTopics().map(({ slug }) => slug)

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function buildRandom(seed: number): () => number {
  const state = { at: seed }
  return () => {
    state.at = (state.at + 0x6d2b79f5) | 0
    let mixed = Math.imul(state.at ^ (state.at >>> 15), 1 | state.at)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

// Some topics are followed by many and most by few; the second is half as popular as the first, and so on (Zipf).
const weights = slugs.map((_, place) => 1 / (place + 1))
const totalWeight = weights.reduce((sum, weight) => sum + weight, 0)

function drawTopic(random: () => number): string {
  let left = random() * totalWeight
  for (const [place, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return slugs[place] ?? ''
  }
  return slugs.at(-1) ?? ''
}

// How many topics a reader ticks: a fifth none, which means everything trending; half one to three; few more than six.
const topicCounts = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 7]

/** The topics of one reader, sorted; one in twenty follows a keyword besides. */
export function drawInterests(random: () => number): { topics: string[]; keywords: string[] } {
  const wanted = topicCounts[Math.floor(random() * topicCounts.length)] ?? 0
  const topics = new Set<string>()
  while (topics.size < wanted) topics.add(drawTopic(random))
  const keywords = random() < 0.05 ? [words[Math.floor(random() * words.length)] ?? ''] : []
  return { topics: [...topics].sort(), keywords }
}

const words = ['attention', 'benchmark', 'dataset', 'distillation', 'graph', 'latency', 'memory', 'vision']

// Six in ten take the daily edition, three the weekly one, one the monthly one.
const cadences = [
  ...Array<'daily'>(6).fill('daily'),
  ...Array<'weekly'>(3).fill('weekly'),
  'monthly',
] as const

export function drawCadence(random: () => number): 'daily' | 'weekly' | 'monthly' {
  return cadences[Math.floor(random() * cadences.length)] ?? 'daily'
}

const surnames = ['Okafor', 'Lindqvist', 'Tan', 'Brandt', 'Ferreira', 'Haddad', 'Mori', 'Nowak', 'Garcia']
const names = ['Mira', 'Jonas', 'Wei-Ling', 'Ada', 'Tomás', 'Noor', 'Yuki', 'Ewa', 'Ines']

/** So many papers with titles and sentences of the bundled sample, in abstracts of the usual 1,200 characters. */
export function makePapers(count: number): SamplePaper[] {
  const sample = Sample.parse(JSON.parse(readFileSync(sampleFile, 'utf8')))
  const random = buildRandom(7)
  const at = (place: number) => sample[place % sample.length] ?? { title: '', abstract: '', categories: [] }
  return Array.from({ length: count }, (_, number) => {
    const base = at(number)
    const parts = Array.from({ length: 5 }, (_, step) => at(number * 3 + step * 11).abstract)
    const topics = new Set([drawTopic(random)])
    if (random() < 0.5) topics.add(slugs[Math.floor(random() * slugs.length)] ?? '')
    return {
      title:
        number < sample.length ? base.title : `${base.title}, Part ${Math.floor(number / sample.length) + 1}`,
      abstract: [base.abstract, ...parts].join(' ').slice(0, 1_200),
      authors: Array.from(
        { length: 1 + Math.floor(random() * 8) },
        () =>
          `${names[Math.floor(random() * names.length)]} ${surnames[Math.floor(random() * surnames.length)]}`,
      ),
      categories: base.categories,
      topics: [...topics].sort(),
      upvotes: Math.floor(random() ** 3 * 300),
      codeUrl: random() < 0.5 ? `https://github.com/example/paper-${number}` : null,
    }
  })
}
