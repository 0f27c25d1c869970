import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerpt } from '../../services/api/view-excerpt.ts'
import { groupTimezones } from '../../services/api/view-groups.ts'
import { safeHref } from '../../services/api/view-href.ts'
import { authorsInWords, buildViewWords } from '../../services/api/view-words.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'

const languages = loadLanguages(fileURLToPath(new URL('../../templates/locales', import.meta.url)))
const english = buildViewWords(languages.wordsOf('en'))
const { dateInWords, dayInWords, momentInWords, scheduleInWords, topicsInWords, waitInWords } = english

describe('times', () => {
  test('a moment is told on the clock of its zone, on both sides of a change of clocks', () => {
    const summer = { at: new Date('2026-10-24T05:00:00Z'), timezone: 'Europe/Berlin' }
    const winter = { at: new Date('2026-10-25T06:00:00Z'), timezone: 'Europe/Berlin' }
    expect(momentInWords(summer)).toBe('Saturday 24 October 2026 at 07:00, Europe/Berlin time')
    expect(momentInWords(winter)).toBe('Sunday 25 October 2026 at 07:00, Europe/Berlin time')
  })

  test('a moment falls on the day of its zone, and midnight is 00:00', () => {
    const moment = { at: new Date('2026-11-24T05:00:00Z'), timezone: 'America/New_York' }
    expect(momentInWords(moment)).toBe('Tuesday 24 November 2026 at 00:00, America/New York time')
  })

  test('a day is written out, and what is no day comes back as it was', () => {
    expect(dayInWords('2026-11-24')).toBe('Tuesday 24 November 2026')
    expect(dateInWords('2026-11-04')).toBe('4 November 2026')
    expect(dayInWords('soon')).toBe('soon')
  })

  test('a schedule names its weekday only when it is weekly', () => {
    const at = { hour: 7, timezone: 'Europe/Berlin', weekday: 1 }
    expect(scheduleInWords({ ...at, frequency: 'daily' })).toBe('every day at 07:00, Europe/Berlin time')
    expect(scheduleInWords({ ...at, frequency: 'weekly' })).toBe('every Monday at 07:00, Europe/Berlin time')
    expect(scheduleInWords({ ...at, frequency: 'monthly' })).toBe('once a month at 07:00, Europe/Berlin time')
  })

  test('a wait is told in one unit and never too short', () => {
    expect([0, 1, 59, 60, 61, 3600, 3601].map((seconds) => waitInWords(seconds))).toEqual([
      '1 second',
      '1 second',
      '59 seconds',
      '1 minute',
      '2 minutes',
      '1 hour',
      '2 hours',
    ])
  })

  test('every zone of the platform and UTC can be chosen, and a zone under another name too', () => {
    const names = Intl.supportedValuesOf('timeZone')
    const ids = groupTimezones(names, ['Asia/Kolkata']).flatMap(({ zones }) => zones.map((zone) => zone.id))
    expect(new Set(ids)).toEqual(new Set([...names, 'UTC', 'Asia/Kolkata']))
    expect(ids.length).toBe(new Set(ids).size)
  })
})

describe('papers', () => {
  test('three authors are named and the others counted', () => {
    expect(authorsInWords(['A', 'B', 'C'])).toBe('A, B, C')
    expect(authorsInWords(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C + 2')
  })

  test('choosing no topic reads as everything trending', () => {
    expect(topicsInWords([])).toBe('everything trending')
    expect(topicsInWords(['A', 'B', 'C'])).toBe('A, B and C')
  })

  test('a long abstract ends with a whole sentence', () => {
    const sentence = 'Models that learn to ground words in pixels often lose the skill to talk about them. '
    expect(excerpt(sentence.repeat(9))).toBe(sentence.repeat(4).trim())
  })

  test('a sentence without an end is cut at a word and says so', () => {
    expect(excerpt('word '.repeat(200))).toMatch(/^(word )+word…$/)
  })

  test('an excerpt never exceeds 420 characters and is always a beginning of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), (text) => {
        const cut = excerpt(text)
        expect(cut.length).toBeLessThanOrEqual(420)
        const flat = text.replace(/\s+/gu, ' ').trim()
        expect(flat.startsWith(cut) || flat.startsWith(cut.replace(/…$/u, ''))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('links', () => {
  test.each([
    'https://arxiv.org/abs/2406.05821',
    'http://localhost:3000/a?b=c#d',
    '/papers?sort=new',
    '/unsubscribe/v1.x/undo',
  ])('%s stays as it is', (href) => {
    expect(safeHref(href)).toBe(href)
  })

  test.each([
    '',
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'mailto:a@example.org',
    '//elsewhere.example/x',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    'https://bank.example@elsewhere.example/',
    'https://',
    'papers',
  ])('%j leads nowhere', (href) => {
    expect(safeHref(href)).toBeUndefined()
  })
})
