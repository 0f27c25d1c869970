import { expect, test } from 'vitest'
import { buildOnce } from '../../services/digests/once.ts'

test('a value is made once for the same keys, and anew for others', () => {
  const once = buildOnce<number>()
  const [one, other] = [[1], [1]]
  const made: string[] = []
  const make = (name: string) => () => made.push(name)
  expect([once([one, 10], make('a')), once([one, 10], make('b')), once([other, 10], make('c'))]).toEqual([
    1, 1, 2,
  ])
  expect(once([one], make('d'))).toBe(3)
  expect(once([one, 5], make('e'))).toBe(4)
  expect(once([], make('f'))).toBe(5)
  expect(made).toEqual(['a', 'c', 'd', 'e', 'f'])
})
