import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { editionDate, nextDigestAt, type Schedule } from '../../services/subscribers/next-digest.ts'
import { frequencies } from '../../services/subscribers/preferences.ts'

const next = (schedule: Partial<Schedule>, after: string) =>
  nextDigestAt(
    { frequency: 'daily', hour: 7, weekday: 1, timezone: 'UTC', ...schedule },
    new Date(after),
  ).toISOString()

test.each([
  ['before the hour it is today', {}, '2026-11-24T06:59:59.999Z', '2026-11-24T07:00:00.000Z'],
  ['at the hour it is tomorrow', {}, '2026-11-24T07:00:00.000Z', '2026-11-25T07:00:00.000Z'],
  [
    'in Kathmandu the quarter hours count',
    { timezone: 'Asia/Kathmandu' },
    '2026-11-24T01:15:00Z',
    '2026-11-25T01:15:00.000Z',
  ],
  [
    'in Apia it is tomorrow already',
    { timezone: 'Pacific/Apia' },
    '2026-11-24T17:00:00Z',
    '2026-11-24T18:00:00.000Z',
  ],
  [
    'the hour that spring skips becomes the next',
    { timezone: 'Europe/Berlin', hour: 2 },
    '2026-03-28T12:00:00Z',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'the day after it is the old hour again',
    { timezone: 'Europe/Berlin', hour: 2 },
    '2026-03-29T01:00:00Z',
    '2026-03-30T00:00:00.000Z',
  ],
  [
    'the hour that autumn repeats counts the first time',
    { timezone: 'Europe/Berlin', hour: 2 },
    '2026-10-24T12:00:00Z',
    '2026-10-25T00:00:00.000Z',
  ],
  [
    'and not the second time',
    { timezone: 'Europe/Berlin', hour: 2 },
    '2026-10-25T00:00:00Z',
    '2026-10-26T01:00:00.000Z',
  ],
  [
    'between its two times the next day is due',
    { timezone: 'Europe/Berlin', hour: 2 },
    '2026-10-25T00:30:00Z',
    '2026-10-26T01:00:00.000Z',
  ],
  [
    'a midnight that summer time skipped in Sao Paulo',
    { timezone: 'America/Sao_Paulo', hour: 0 },
    '2018-11-03T12:00:00Z',
    '2018-11-04T03:00:00.000Z',
  ],
  [
    'a midnight in Sao Paulo without summer time',
    { timezone: 'America/Sao_Paulo', hour: 0 },
    '2026-10-18T12:00:00Z',
    '2026-10-19T03:00:00.000Z',
  ],
  [
    'a whole day that Apia skipped',
    { timezone: 'Pacific/Apia' },
    '2011-12-29T18:00:00Z',
    '2011-12-30T17:00:00.000Z',
  ],
  [
    'weekly before its day',
    { frequency: 'weekly', weekday: 5 },
    '2026-11-24T12:00:00Z',
    '2026-11-27T07:00:00.000Z',
  ],
  [
    'weekly on its day before the hour',
    { frequency: 'weekly', weekday: 2 },
    '2026-11-24T06:00:00Z',
    '2026-11-24T07:00:00.000Z',
  ],
  [
    'weekly on its day after the hour',
    { frequency: 'weekly', weekday: 2 },
    '2026-11-24T07:00:00Z',
    '2026-12-01T07:00:00.000Z',
  ],
  [
    'weekly by the day of the reader',
    { frequency: 'weekly', weekday: 3, timezone: 'Asia/Tokyo' },
    '2026-11-24T14:00:00Z',
    '2026-11-24T22:00:00.000Z',
  ],
  [
    'monthly on the first before the hour',
    { frequency: 'monthly' },
    '2026-11-01T06:00:00Z',
    '2026-11-01T07:00:00.000Z',
  ],
  ['monthly after the first', { frequency: 'monthly' }, '2026-11-01T07:00:00Z', '2026-12-01T07:00:00.000Z'],
  [
    'monthly from the end of a long month',
    { frequency: 'monthly' },
    '2027-01-31T12:00:00Z',
    '2027-02-01T07:00:00.000Z',
  ],
] as const)('%s', (_, schedule, after, expected) => {
  expect(next(schedule, after)).toBe(expected)
})

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
const schedules = fc.record({
  frequency: fc.constantFrom(...frequencies),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  timezone: zones,
})

test('for every schedule the next digest is later, soon, on its day, and at its hour wherever that exists', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, after) => {
      const at = nextDigestAt(schedule, after)
      expect(at.getTime()).toBeGreaterThan(after.getTime())
      const mostDays = { daily: 1, weekly: 7, monthly: 31 }[schedule.frequency]
      // A change of the clock moves an instant by an hour or two, in the zones of Antarctica by three.
      expect(at.getTime() - after.getTime()).toBeLessThanOrEqual((mostDays * 24 + 3) * 3_600_000)
      const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(schedule.timezone)
      if (schedule.frequency === 'weekly') expect(local.dayOfWeek).toBe(schedule.weekday)
      if (schedule.frequency === 'monthly') expect(local.day).toBe(1)
      const wanted = local.toPlainDate().toPlainDateTime({ hour: schedule.hour })
      const isInGap = !wanted.toZonedDateTime(schedule.timezone).toPlainDateTime().equals(wanted)
      if (!isInGap)
        expect(local.toPlainTime().toString()).toBe(
          Temporal.PlainTime.from({ hour: schedule.hour }).toString(),
        )
    }),
    { numRuns: 1_000 },
  )
})

test('no instant between now and the next digest is due: asked again from any of them the answer is the same', () => {
  fc.assert(
    fc.property(
      schedules,
      instants,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (schedule, after, part) => {
        const at = nextDigestAt(schedule, after)
        const between = new Date(after.getTime() + Math.floor((at.getTime() - after.getTime()) * part))
        expect(nextDigestAt(schedule, between)).toEqual(at)
      },
    ),
    { numRuns: 1_000 },
  )
})

test.each([
  ['daily', 'Asia/Tokyo', '2026-11-24T14:59:59Z', '2026-11-24'],
  ['daily', 'Asia/Tokyo', '2026-11-24T15:00:00Z', '2026-11-25'],
  ['daily', 'Pacific/Honolulu', '2026-11-24T09:59:59Z', '2026-11-23'],
  ['daily', 'Pacific/Honolulu', '2026-11-24T10:00:00Z', '2026-11-24'],
  ['weekly', 'Asia/Tokyo', '2026-11-22T14:59:59Z', '2026-11-16'],
  ['weekly', 'Asia/Tokyo', '2026-11-22T15:00:00Z', '2026-11-23'],
  ['weekly', 'UTC', '2027-01-03T12:00:00Z', '2026-12-28'],
  ['monthly', 'Pacific/Honolulu', '2026-12-01T09:59:59Z', '2026-11-01'],
  ['monthly', 'Asia/Tokyo', '2026-11-30T15:00:00Z', '2026-12-01'],
] as const)('a %s edition in %s at %s carries the date %s', (frequency, timezone, at, date) => {
  expect(editionDate({ frequency, timezone }, new Date(at))).toBe(date)
})
