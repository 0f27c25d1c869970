import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAtSentence, cutAtWord } from '../../services/digests/render-cuts.ts'

test('what fits is not touched', () => {
  expect(cutAtWord('ten letters', 11)).toBe('ten letters')
  expect(cutAtSentence('One. Two.', 9)).toBe('One. Two.')
})

test('a cut keeps whole words and drops the comma before it', () => {
  expect(cutAtWord('alpha beta, gamma delta', 15)).toBe('alpha beta…')
  expect(cutAtWord('alpha beta gamma', 11)).toBe('alpha beta…')
})

test('one endless word is cut inside, never inside a character', () => {
  expect(cutAtWord('a'.repeat(40), 10)).toBe(`${'a'.repeat(9)}…`)
  expect(cutAtWord('👩‍🔬'.repeat(9), 12)).toBe('👩‍🔬👩‍🔬…')
  expect(cutAtWord(`e${'\u0301'.repeat(200)}`, 10).length).toBeLessThanOrEqual(10)
})

test('an abstract ends with its last whole sentence', () => {
  const text =
    'We follow Smith et al. Their proof holds for n = 3.5, e.g. Fig. 2 shows it. We then extend it much further.'
  expect(cutAtSentence(text, 90)).toBe(
    'We follow Smith et al. Their proof holds for n = 3.5, e.g. Fig. 2 shows it.',
  )
})

test('where the first sentence is too long, or ends too soon, the cut is between words', () => {
  expect(cutAtSentence('one long sentence that goes on and on and never ends', 30)).toBe(
    'one long sentence that goes…',
  )
  expect(
    cutAtSentence('No. But here follows one sentence that is far too long to be kept whole.', 40),
  ).toMatch(/…$/)
})

test('a Chinese abstract is cut at its own full stop', () => {
  expect(cutAtSentence('我们提出一种方法。它更快更小。并且还有更多内容。', 17)).toBe(
    '我们提出一种方法。它更快更小。',
  )
})

test('no cut is longer than asked, nor ends in half a character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.integer({ min: 5, max: 120 }),
      (text, max) => {
        for (const cut of [cutAtWord(text, max), cutAtSentence(text, max)]) {
          expect(cut.length).toBeLessThanOrEqual(max)
          expect(cut).not.toMatch(/\p{Cs}/u)
        }
      },
    ),
  )
})
