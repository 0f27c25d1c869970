import { expect, test } from 'vitest'
import { announcementDay, yearWithoutList } from '../../../services/papers/sources/arxiv-calendar.ts'

test.each([
  ['Sunday evening, just announced', '2026-11-23T01:00:00Z', '2026-11-22', 'announcement'],
  ['Sunday evening, an hour before', '2026-11-23T00:59:59Z', '2026-11-21', 'weekend'],
  ['Saturday', '2026-11-21T12:00:00Z', '2026-11-20', 'weekend'],
  ['Sunday at noon', '2026-11-22T12:00:00Z', '2026-11-21', 'weekend'],
  ['Friday, with the announcement of Thursday', '2026-11-20T12:00:00Z', '2026-11-19', 'announcement'],
  ['Friday after Thanksgiving', '2026-11-27T12:00:00Z', '2026-11-26', 'holiday'],
  ['Christmas, a Friday', '2026-12-26T12:00:00Z', '2026-12-25', 'weekend'],
  ['between the years', '2026-12-30T12:00:00Z', '2026-12-29', 'holiday'],
  ['in summer time, just announced', '2026-07-07T00:00:00Z', '2026-07-06', 'announcement'],
  ['in summer time, just before', '2026-07-06T23:59:59Z', '2026-07-05', 'announcement'],
  ['Martin Luther King Day of a year without a list', '2027-01-19T12:00:00Z', '2027-01-18', 'holiday'],
  ['the second Monday of January', '2027-01-12T12:00:00Z', '2027-01-11', 'announcement'],
  ['the Fourth of July, a Sunday', '2027-07-05T12:00:00Z', '2027-07-04', 'announcement'],
  ['the Monday on which it is kept', '2027-07-06T12:00:00Z', '2027-07-05', 'holiday'],
  ['Labor Day', '2027-09-07T12:00:00Z', '2027-09-06', 'holiday'],
  ['Thanksgiving of the next year', '2027-11-26T12:00:00Z', '2027-11-25', 'holiday'],
  ['the third Thursday of November', '2027-11-19T12:00:00Z', '2027-11-18', 'announcement'],
  ['Juneteenth of 2028, a Monday', '2028-06-20T12:00:00Z', '2028-06-19', 'holiday'],
])('%s', (_when, at, day, reason) => {
  expect(announcementDay(new Date(at))).toEqual({ day, reason, announces: reason === 'announcement' })
})

test('a year whose list was not read is named from two weeks before it', () => {
  expect(yearWithoutList(new Date('2026-12-17T12:00:00Z'))).toBeUndefined()
  expect(yearWithoutList(new Date('2026-12-19T12:00:00Z'))).toBe(2027)
  expect(yearWithoutList(new Date('2028-06-01T12:00:00Z'))).toBe(2028)
})
