import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestSubject } from '../../services/digests/render-subject.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'

const english = loadLanguages('templates/locales').wordsOf('en')

test.each([
  ['Where Words End', 1, 'Where Words End'],
  ['Where Words End', 2, 'Where Words End and 1 more'],
  ['Where Words End', 4, 'Where Words End and 3 more'],
  ['Re: Zero-Shot, Again', 1, 'Zero-Shot, Again'],
  ['RE[2]: Fwd: fw： Chain letters', 1, 'Chain letters'],
  ['Reward Models: A Study', 1, 'Reward Models: A Study'],
  ['🦙 LLaMA meets 👩🏽‍🔬 and 1️⃣ 🇩🇪', 1, 'LLaMA meets and'],
  ['A ↔ B: 5 × 3, ∀x ™', 1, 'A ↔ B: 5 × 3, ∀x ™'],
  ['a\r\nBcc: evil@example.org\0\u2028b', 1, 'a Bcc: evil@example.org b'],
  ['🦙', 3, 'Untitled paper and 2 more'],
])('%j of %i is announced as %j', (title, papers, subject) => {
  expect(digestSubject(english, title, papers)).toBe(subject)
})

test('a long title is cut between words and still says how many follow', () => {
  const subject = digestSubject(
    english,
    'Calibrated Vote Totals for Open-Ended Answers across Nineteen Languages and Four Scripts',
    4,
  )
  expect(subject).toBe('Calibrated Vote Totals for Open-Ended Answers across Nineteen… and 3 more')
})

test('no title makes a subject of more than 80 characters, of two lines, of an answer or with half a character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      (title, papers) => {
        for (const subject of [
          digestSubject(english, title, papers),
          digestSubject(english, `Re: ${title}${title}`, papers),
        ]) {
          expect(subject.length).toBeLessThanOrEqual(80)
          expect(subject).not.toMatch(/[\p{Cc}\p{Cs}]/u)
          expect(subject).not.toMatch(/^(re|fwd?)\s*:/i)
          expect(subject).not.toBe('')
        }
      },
    ),
  )
})
