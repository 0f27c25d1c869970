import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'

const topics = loadTopics()
const classify = buildClassifier(topics)
const slugs = new Set(topics.map(({ slug }) => slug))

/** Text that mixes words of the rules with anything at all, so that hits and noise meet. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'introduce',
        'benchmark',
        'multi-',
        'language model',
        '3D',
        'token',
        '\u0000',
        '\ud800',
        ' . ',
        '(',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(' '))

describe('text from outside', () => {
  it('of any kind yields known topics with sound scores and reasons from the text', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.string(), { maxLength: 5 }), (title, abstract, categories) => {
        for (const { slug, score, because } of classify({ title, abstract, categories })) {
          expect(slugs.has(slug)).toBe(true)
          expect(score >= 0 && score <= 1).toBe(true)
          for (const reason of because) {
            expect(
              title.includes(reason) || abstract.includes(reason) || reason.startsWith('category '),
            ).toBe(true)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('that names object properties as categories is no trap', () => {
    const categories = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    expect(classify({ title: '__proto__ constructor', abstract: 'toString', categories })).toEqual([])
  })

  it('in other scripts is read without harm, and English terms in it count', () => {
    expect(
      classify({ title: '深度学习在图像中的应用', abstract: 'हिन्दी पाठ। Ελληνικά.', categories: [] }),
    ).toEqual([])
    const found = classify({
      title: '用于机器人抓取的 reinforcement learning 方法',
      abstract: 'reinforcement learning',
      categories: [],
    })
    expect(found.map(({ slug }) => slug)).toContain('reinforcement-learning')
  })

  it.each([
    ['one word without end', 'a'.repeat(2_000_000)],
    ['the start of a loose phrase, again and again', 'introduce present propose '.repeat(80_000)],
    ['a word of many phrases, again and again', 'language model '.repeat(100_000)],
    ['sentence ends only', '. '.repeat(500_000)],
    ['hyphens only', 'multi-'.repeat(200_000)],
    ['open brackets only', '('.repeat(1_000_000)],
  ])('costs little even when it is %s', (_, hostile) => {
    // Work that grows with the square of the text would run into the time-out of the test.
    expect(classify({ title: hostile, abstract: hostile, categories: [] })).toBeInstanceOf(Array)
  })

  it('as a title of 5,000 characters is classified by its beginning', () => {
    const title = `Reinforcement learning for robots ${'very '.repeat(1_000)}`
    expect(classify({ title, abstract: '', categories: [] }).map(({ slug }) => slug)).toEqual(
      expect.arrayContaining(['robotics', 'reinforcement-learning']),
    )
  })
})
