import { describe, expect, test } from 'vitest'
import { authorKey, parseAuthorList, parseAuthorName } from '../../services/papers/author-names.ts'

describe('author lists', () => {
  test.each([
    [
      'arXiv: commas, LaTeX, affiliations that nest',
      raw`Li Wei, Andr\'e B (Univ. X, Dept. (Y), Z), Bo Hu`,
      ['Li Wei', 'André B', 'Bo Hu'],
    ],
    [
      'bioRxiv: surname first',
      'van den Oord, A.; King, M. L., Jr.; Müller, Ö.',
      ['A. van den Oord', 'M. L. King Jr.', 'Ö. Müller'],
    ],
    ['and before the last', 'A. Bee, B. Cee, and C. Dee', ['A. Bee', 'B. Cee', 'C. Dee']],
    ['two joined by and', 'Ada Lovelace and Alan Turing', ['Ada Lovelace', 'Alan Turing']],
    ['a suffix is no author', 'Martin King, Jr., Ada Lovelace', ['Martin King Jr.', 'Ada Lovelace']],
    ['a collaboration that signs first', 'ATLAS Collaboration: G. Aad, B. Abbott', ['G. Aad', 'B. Abbott']],
    [
      'a parenthesis that never closes costs no name',
      'A. Bee (Univ. X, C. Dee',
      ['A. Bee Univ. X', 'C. Dee'],
    ],
    ['nothing', ' , ;', []],
  ])('%s', (_form, list, names) => expect(parseAuthorList(list)).toEqual(names))

  test('one name is turned round and loses its affiliation', () => {
    expect(parseAuthorName('Lovelace, Ada (London)')).toBe('Ada Lovelace')
    expect(parseAuthorName('Madonna')).toBe('Madonna')
  })
})

describe('matching keys', () => {
  test.each([
    ['Aäron van den Oord', 'Oord, A. v. d.', 'oord a'],
    ['Łukasz Kaiser', 'Kaiser, L.', 'kaiser l'],
    [raw`Bj\"orn Ommer`, 'B. Ommer', 'ommer b'],
    ['Hector Garcia-Molina', 'GARCIA-MOLINA, H.', 'garciamolina h'],
    ['Martin King Jr.', 'King, M., III', 'king m'],
    ['王伟', '王伟', '王伟'],
  ])('%s and %s are candidates for one person', (one, other, key) => {
    expect(authorKey(one)).toBe(key)
    expect(authorKey(other)).toBe(key)
  })
})

function raw(strings: TemplateStringsArray): string {
  return String.raw(strings)
}
