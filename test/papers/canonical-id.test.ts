import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalId, normaliseDoi, parseArxivId, titleKey } from '../../services/papers/canonical-id.ts'

describe('arXiv identifiers', () => {
  test.each([
    ['2510.02252v3', { id: '2510.02252', version: 3 }],
    ['0704.0001', { id: '0704.0001' }],
    ['hep-th/9901001', { id: 'hep-th/9901001' }],
    ['astro-ph/0601001v1', { id: 'astro-ph/0601001', version: 1 }],
    ['math.GT/0309136', { id: 'math/0309136' }],
    ['arXiv:2510.02252v1 [cs.CL]', { id: '2510.02252', version: 1 }],
    ['http://arxiv.org/abs/math.GT/0309136v2', { id: 'math/0309136', version: 2 }],
    ['https://arxiv.org/pdf/2510.02252v1.pdf', { id: '2510.02252', version: 1 }],
    ['https://www.arxiv.org/html/2510.02252?x=1#S2', { id: '2510.02252' }],
    ['https://huggingface.co/papers/2510.02252', { id: '2510.02252' }],
    ['oai:arXiv.org:2611.00001v1', { id: '2611.00001', version: 1 }],
    ['https://doi.org/10.48550/arXiv.2510.02252', { id: '2510.02252' }],
  ])('%s is read', (text, expected) => expect(parseArxivId(text)).toEqual(expected))

  test.each([
    '',
    '2513.00001',
    '2510.0225299',
    '10.1101/2026.01.02',
    'https://evil.example/abs/2510.02252',
    'arxiv',
    'hep-th/99',
  ])('%j is no arXiv identifier', (text) => expect(parseArxivId(text)).toBeUndefined())
})

describe('one name for one work', () => {
  test('versions, prefixes and the arXiv DOI lead to the same name', () => {
    const names = ['2510.02252v1', 'arXiv:2510.02252v9', 'https://arxiv.org/abs/2510.02252'].map((arxivId) =>
      canonicalId({ arxivId, title: 'any' }),
    )
    expect(new Set([...names, canonicalId({ doi: '10.48550/ARXIV.2510.02252', title: 'any' })])).toEqual(
      new Set(['arxiv:2510.02252']),
    )
  })

  test('a DOI is lower case and without its resolver', () => {
    expect(normaliseDoi('https://dx.doi.org/10.1101/2026.ABC.1.')).toBe('10.1101/2026.abc.1')
    expect(normaliseDoi('doi:10.1/x')).toBeUndefined()
    expect(canonicalId({ doi: '10.1101/ABC', title: 'x' })).toBe('doi:10.1101/abc')
  })

  test('a title is compared by its letters and digits', () => {
    expect(titleKey('  “Schrödinger’s” Cat—Part 2! ')).toBe('schrodinger s cat part 2')
    expect(titleKey('Ｗｉｄｅ')).toBe('wide')
  })

  test('titles without letters stay apart, and a paper titled "0" has a name', () => {
    expect(canonicalId({ title: '0' })).toBe('title:0')
    expect(canonicalId({ title: '???' })).not.toBe(canonicalId({ title: '!!!' }))
  })

  test('any title gives a key short enough to be indexed, and long titles that differ at the end stay apart', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 2_000 }),
        (title) => Buffer.byteLength(titleKey(title)) < 2_600,
      ),
    )
    const long = 'word '.repeat(300)
    expect(titleKey(`${long}a`)).not.toBe(titleKey(`${long}b`))
  })
})
