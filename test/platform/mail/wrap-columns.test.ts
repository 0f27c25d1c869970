import { expect, test } from 'vitest'
import { wrapColumns } from '../../../services/platform/mail/wrap-columns.ts'

test('lines break at spaces and keep their indentation', () => {
  expect(wrapColumns('1. one two three\n   four five six', 11)).toBe(
    '1. one two\n   three\n   four\n   five six',
  )
})

test('a web address longer than a line stays whole', () => {
  const address = `https://a.example/${'x'.repeat(30)}`
  expect(wrapColumns(`see ${address} there`, 20)).toBe(`see\n${address}\nthere`)
})

test('East Asian letters take two columns, and a word without spaces is cut between them', () => {
  expect(wrapColumns('分词方法研究', 8)).toBe('分词方法\n研究')
  expect(wrapColumns('한국어 한국어', 12)).toBe('한국어\n한국어')
})

test('a run of empty lines shrinks to one', () => {
  expect(wrapColumns('a\n\n\n\nb', 20)).toBe('a\n\nb')
})
