import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildFeatureReader, places } from '../../services/digests/taste-features.ts'
import { learnTaste, type Rated, tasteFactor } from '../../services/digests/taste-model.ts'
import { learn, papers, readers } from './taste-readers.ts'

const read = buildFeatureReader()

test('the words of a taste are those of the papers that were spoken of', () => {
  const humanoids = papers.filter(({ title }) => /humanoid/i.test(title)).slice(0, 8)
  const driving = papers.filter(({ text }) => /autonomous driving/i.test(text)).slice(0, 8)
  const taste = learnTaste(
    [
      ...humanoids.map(({ features }): Rated => ({ features, verdict: 'more', ageDays: 0 })),
      ...driving.map(({ features }): Rated => ({ features, verdict: 'less', ageDays: 0 })),
    ],
    papers.slice(0, 200).map(({ features }) => features),
  )
  expect(taste.more.map(({ name }) => name)).toContain('humanoid')
  expect(taste.less.map(({ name }) => name)).toContain('driving')
  expect(taste.more.length + taste.less.length).toBeLessThanOrEqual(16)
})

test('the same words learn the same taste to the byte', () => {
  const [reader] = readers
  if (!reader) throw new Error('no reader')
  const [one, other] = [learn(reader, { more: 3, less: 3 }, 1), learn(reader, { more: 3, less: 3 }, 1)]
  expect(other).toEqual(one)
  expect(one.weights).toHaveLength(places)
})

test('whatever was said of whatever papers, a factor lies between a quarter and four', () => {
  const text = fc.oneof(fc.lorem({ maxCount: 40 }), fc.string({ unit: 'binary', maxLength: 300 }))
  const paper = fc.record({
    title: text,
    abstract: text,
    categories: fc.array(fc.string(), { maxLength: 4 }),
    authors: fc.array(fc.string(), { maxLength: 4 }),
    authorKeys: fc.array(fc.string(), { maxLength: 4 }),
    topics: fc.array(fc.string(), { maxLength: 4 }),
  })
  const rated = fc.array(
    fc.record({
      features: paper.map(read),
      verdict: fc.constantFrom('more' as const, 'less' as const),
      ageDays: fc.double({ min: -10, max: 10_000, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  fc.assert(
    fc.property(
      rated,
      fc.array(paper.map(read), { maxLength: 8 }),
      paper.map(read),
      (said, others, judged) => {
        const taste = learnTaste(said, others)
        for (const features of [judged, ...others, ...said.map((one) => one.features)]) {
          const factor = tasteFactor(taste, features)
          expect(factor).toBeGreaterThanOrEqual(0.25)
          expect(factor).toBeLessThanOrEqual(4)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a paper of endless text is read in a moment, and takes no more room', () => {
  const features = read({
    title: 'word '.repeat(100_000),
    abstract: 'other words '.repeat(100_000),
    categories: [],
    authors: [],
    authorKeys: [],
    topics: [],
  })
  expect(features.length).toBeLessThan(10)
  expect(features.every(({ place }) => place >= 0 && place < places)).toBe(true)
})
