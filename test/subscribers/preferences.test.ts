import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import {
  fieldErrors,
  isTimeZone,
  preferencesSchema,
  preferencesShape,
} from '../../services/subscribers/preferences.ts'

const schema = preferencesSchema(new Set(['agents', 'tokenization', 'vision']))
const errorsOf = (given: unknown) => {
  const parsed = schema.safeParse(given)
  return parsed.success ? {} : fieldErrors(parsed.error)
}
const defaults = {
  topics: [],
  categories: [],
  keywords: [],
  authors: [],
  frequency: 'daily',
  hour: 7,
  weekday: 1,
  timezone: 'UTC',
  maxPapers: null,
}

test('nothing chosen means everything trending, daily at seven', () => {
  expect(schema.parse({})).toEqual(defaults)
})

test('what a form sends for fields left alone, and null in JSON, count as not chosen', () => {
  const names = [
    'topics',
    'categories',
    'keywords',
    'authors',
    'frequency',
    'hour',
    'weekday',
    'timezone',
    'maxPapers',
  ]
  for (const blank of ['', null])
    expect(schema.parse(Object.fromEntries(names.map((name) => [name, blank])))).toEqual(defaults)
  expect(schema.parse({ keywords: ['', 'vlm', ''] }).keywords).toEqual(['vlm'])
})

test('a box ticked once comes as text, ticked often as a list; numbers come as text', () => {
  expect(schema.parse({ topics: 'vision', hour: '9', weekday: ' 3', maxPapers: '12' })).toEqual({
    ...defaults,
    topics: ['vision'],
    hour: 9,
    weekday: 3,
    maxPapers: 12,
  })
  expect(schema.parse({ topics: ['vision', 'agents', 'vision'] }).topics).toEqual(['agents', 'vision'])
})

test.each([
  [
    { topics: ['astrology'] },
    { topics: 'One of these topics does not exist. Choose from the list at /api/v1/topics.' },
  ],
  [{ topics: [['vision']] }, { topics: 'Send topics as text.' }],
  [{ topics: { a: 'vision' } }, { topics: 'Send topics as text.' }],
  [{ categories: 'cs CL' }, { categories: 'Use arXiv categories such as cs.CL.' }],
  [{ keywords: 'x' }, { keywords: 'A keyword has at least 2 letters.' }],
  [{ keywords: 'x'.repeat(101) }, { keywords: 'A keyword has at most 100 letters.' }],
  [
    { keywords: Array.from({ length: 21 }, (_, i) => `word ${i}`) },
    { keywords: 'Choose at most 20 keywords.' },
  ],
  [{ authors: [7] }, { authors: 'Send authors as text.' }],
  [{ frequency: 'hourly' }, { frequency: 'Choose daily, weekly or monthly.' }],
  [{ timezone: 'Mars/Olympus' }, { timezone: 'Choose a time zone such as Europe/Berlin.' }],
  [{ timezone: 7 }, { timezone: 'Choose a time zone such as Europe/Berlin.' }],
  [{ weekday: 0 }, { weekday: 'Choose a day from 1 (Monday) to 7 (Sunday).' }],
  [{ maxPapers: 51 }, { maxPapers: 'Choose between 1 and 50 papers.' }],
  [
    { hour: 24, weekday: 8 },
    { hour: 'Choose an hour from 0 to 23.', weekday: 'Choose a day from 1 (Monday) to 7 (Sunday).' },
  ],
])('%j is answered with what to do', (given, errors) => {
  expect(errorsOf(given)).toEqual(errors)
})

test.each([-1, 24, 7.5, Number.NaN, '7.5', 'seven', '0x7', '1e1', true, [], [7], {}])(
  'the hour %j is refused',
  (hour) => {
    expect(errorsOf({ hour })).toEqual({ hour: 'Choose an hour from 0 to 23.' })
  },
)

test('every zone that this machine knows is taken, and can be reckoned with', () => {
  for (const zone of [
    ...Intl.supportedValuesOf('timeZone'),
    'UTC',
    'Etc/GMT+5',
    'US/Pacific',
    'Asia/Calcutta',
  ]) {
    expect({ zone, isTaken: isTimeZone(zone) }).toEqual({ zone, isTaken: true })
    expect(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).epochMilliseconds).toBe(0)
  }
  for (const none of [
    '',
    '+01:00',
    'Europe/',
    '/Berlin',
    'Europe/Berlin ',
    '../etc/passwd',
    'Europe Berlin',
    'a'.repeat(1_000),
  ])
    expect({ none, isTaken: isTimeZone(none) }).toEqual({ none, isTaken: false })
})

test('whatever comes in gives either field errors or preferences in order that a database takes', () => {
  const value = fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.string({ unit: 'binary' })),
  )
  const given = fc.record(
    {
      topics: value,
      categories: value,
      keywords: value,
      authors: value,
      frequency: value,
      hour: value,
      timezone: value,
      maxPapers: value,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(given, (body) => {
      const parsed = schema.safeParse(body)
      if (!parsed.success) {
        expect(Object.keys(fieldErrors(parsed.error)).length).toBeGreaterThan(0)
        return
      }
      expect(preferencesShape.parse(parsed.data)).toEqual(parsed.data)
      for (const list of [parsed.data.keywords, parsed.data.authors]) {
        expect(list).toEqual([...new Set(list)].sort())
        expect(list.join('')).not.toMatch(/\p{Cc}|\p{Cs}/u)
      }
    }),
    { numRuns: 2_000 },
  )
})
