import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choosePapers } from '../../services/digests/choose-papers.ts'
import type { Kin, Match } from '../../services/digests/match.ts'

const paper = (paperId: number, kin: Partial<Kin> = {}, more: Partial<Match> = {}): Match => ({
  paperId,
  because: [],
  kin: { authors: [], organization: undefined, topic: undefined, ...kin },
  ...more,
})
const ids = (matches: readonly Match[]) => matches.map((match) => match.paperId)
const choose = (matches: readonly Match[], most = 10) => ids(choosePapers(matches, new Set(), most))
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

describe('a digest of ten', () => {
  test.each([
    ['two of one author', { authors: ['ada brandt'] }, 2],
    ['three of one organisation', { organization: 'meadow institute' }, 3],
    ['five of one topic', { topic: 'agents' }, 5],
  ] satisfies [string, Partial<Kin>, number][])('has at most %s, while there are others', (_, kin, cap) => {
    const alike = range(1, 20).map((n) => paper(n, kin))
    const others = range(100, 20).map((n) => paper(n))
    expect(choose([...alike, ...others])).toEqual([...range(1, cap), ...range(100, 10 - cap)])
  })

  test('is not shorter for it', () => {
    expect(choose(range(1, 20).map((n) => paper(n, { authors: ['ada brandt'] })))).toEqual(range(1, 10))
  })

  test('shows everything of an author whom the reader follows', () => {
    const followed = range(1, 8).map((n) => paper(n, { authors: ['ada brandt'] }, { because: ['A. Brandt'] }))
    expect(choose([...followed, ...range(100, 9).map((n) => paper(n))])).toEqual([...range(1, 8), 100, 101])
  })

  test('shows what an editor pinned whatever it has in common', () => {
    const pinned = range(1, 4).map((n) => paper(n, { authors: ['ada brandt'] }, { pinned: true }))
    const more = range(5, 3).map((n) => paper(n, { authors: ['ada brandt'] }))
    expect(choose([...pinned, ...more, ...range(100, 9).map((n) => paper(n))])).toEqual([
      ...range(1, 4),
      ...range(100, 6),
    ])
  })
})

test('a digest of fifty has room for more of a kind', () => {
  const alike = range(1, 60).map((n) => paper(n, { organization: 'meadow institute' }))
  expect(choose([...alike, ...range(100, 60).map((n) => paper(n))], 50)).toEqual([
    ...range(1, 15),
    ...range(100, 35),
  ])
})

test('whatever is in common: as long as can be, in order, none twice, none seen before', () => {
  const kin = fc.record({
    authors: fc.subarray(['ada', 'ben', 'cleo']),
    organization: fc.constantFrom('meadow', 'hill', undefined),
    topic: fc.constantFrom('agents', 'vision', undefined),
  })
  const most = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(fc.array(kin, { maxLength: 80 }), fc.array(fc.nat(80)), most, (kins, seenIds, size) => {
      const matches = kins.map((one, index) => paper(index, one))
      const seen = new Set(seenIds)
      const chosen = ids(choosePapers(matches, seen, size))
      expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b))
      expect(chosen.some((id) => seen.has(id))).toBe(false)
      expect(chosen.length).toBe(Math.min(size, matches.filter(({ paperId }) => !seen.has(paperId)).length))
    }),
  )
})
