import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  joinKeywords,
  listFruitlessKeywords,
  splitAuthors,
  splitKeywords,
} from '../../services/subscribers/preferences-text.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test.each([
  ['one\ntwo\r\nthree\rfour', ['one', 'two', 'three', 'four']],
  ['one, two,,three ,', ['one', 'two', 'three']],
  ['"red, green" OR blue, "x y"', ['"red, green" OR blue', '"x y"']],
  ['“byte pair” and „so on“', ['"byte pair" and "so on"']],
  ['"left open, here\nnext, one', ['"left open, here', 'next', 'one']],
  [' \n , \n', []],
])('the keywords %j are %j', (text, keywords) => {
  expect(splitKeywords(text)).toEqual(keywords)
})

test.each([
  ['Noether, Emmy\nAda Brandt', ['Noether, Emmy', 'Ada Brandt']],
  ['Noether, E.; Brandt, A.\r\n\r\n', ['Noether, E.', 'Brandt, A.']],
])('the authors %j are %j', (text, authors) => {
  expect(splitAuthors(text)).toEqual(authors)
})

test('what was stored and shown in a field is stored the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const keywords = splitKeywords(text)
      expect(splitKeywords(joinKeywords(keywords))).toEqual(keywords)
      const authors = splitAuthors(text)
      expect(splitAuthors(authors.join('\n'))).toEqual(authors)
    }),
    { numRuns: 1_000 },
  )
})

test('a keyword that the API stored with a comma stays one keyword', () => {
  expect(joinKeywords(['red, green', '"red, green" -blue'])).toBe('red green\n"red, green" -blue')
})

test('a keyword that can find nothing by itself is told, in the order given', async () => {
  const keywords = ['whales', 'the', '-survey', 'songs -survey', '"of the"', 'a OR whales', '-"x y" -z']
  expect(await listFruitlessKeywords(database.db, keywords)).toEqual([
    'the',
    '-survey',
    '"of the"',
    '-"x y" -z',
  ])
})
