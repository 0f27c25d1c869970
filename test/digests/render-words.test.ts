import { expect, test } from 'vitest'
import { authorsOf, because, dateline, headline, whyLine } from '../../services/digests/render-words.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { sampleDigestView } from '../harness/sample-digest.ts'

const english = loadLanguages('templates/locales').wordsOf('en')

const view = sampleDigestView(1)
const room = { topics: 3, topicName: 60 }

test.each([
  [['Tokenization'], 1, 0, '1 new paper on Tokenization'],
  [['Tokenization'], 1, 1, '1 new paper on Tokenization, 1 read for you'],
  [['A', 'B'], 2, 213, '2 new papers on A and B, 213 read for you'],
  [['A', 'B', 'C'], 10, 12_345, '10 new papers on A, B and C, 12,345 read for you'],
  [['A', 'B', 'C', 'D'], 2, 0, '2 new papers on A, B, C and 1 more topic'],
  [['A', 'B', 'C', 'D', 'E'], 2, 0, '2 new papers on A, B, C and 2 more topics'],
  [[], 4, 9, '4 trending papers, 9 read for you'],
])('topics %j, %i papers, %i read: %s', (topicNames, papers, readCount, line) => {
  expect(headline(english, { ...sampleDigestView(papers), topicNames, readCount })).toBe(line)
})

test('the dateline writes the reader’s own day out, whatever the time zone of the machine', () => {
  expect(dateline(english, { cadence: 'daily', date: '2026-11-24', number: 328 }).join(' · ')).toBe(
    'Daily edition · Tuesday 24 November 2026 · No. 328',
  )
  expect(dateline(english, { cadence: 'monthly', date: '2027-01-01', number: 1_328 }).join(' · ')).toBe(
    'Monthly edition · Friday 1 January 2027 · No. 1,328',
  )
})

test('at most three authors are named, and the others counted', () => {
  expect(authorsOf(english, [])).toEqual({ names: '', more: '' })
  expect(authorsOf(english, ['Ada', ' ', 'Emmy'])).toEqual({ names: 'Ada, Emmy', more: '' })
  expect(authorsOf(english, ['Ada', 'Emmy', 'Grace'])).toEqual({ names: 'Ada, Emmy, Grace', more: '' })
  expect(authorsOf(english, ['Ada', 'Emmy', 'Grace', 'Mary'])).toEqual({
    names: 'Ada, Emmy, Grace',
    more: '+ 1',
  })
  expect(
    authorsOf(
      english,
      Array.from({ length: 2_903 }, () => 'Ada'),
    ).more,
  ).toBe('+ 2,900')
})

test('each paper says why it is here', () => {
  const [paper] = view.papers
  if (paper === undefined) throw new Error('the sample has a paper')
  expect(because(english, { ...paper, because: ['Tokenization'] }, room)).toBe(
    'because you follow Tokenization',
  )
  expect(because(english, { ...paper, because: ['A', 'B', 'C'] }, room)).toBe('because you follow A, B and C')
  expect(because(english, { ...paper, because: 'everything trending' }, room)).toBe('because it is trending')
  expect(because(english, { ...paper, because: [] }, room)).toBe('')
})

test('the foot says why the mail came', () => {
  expect(whyLine(english, view)).toBe(
    'You get this mail because you signed up for Broadsheet on 3 November 2026 and follow Tokenization and Grounding.',
  )
  expect(whyLine(english, { ...view, topicNames: [], signedUpOn: undefined })).toBe(
    'You get this mail because you signed up for Broadsheet and take everything trending.',
  )
})
