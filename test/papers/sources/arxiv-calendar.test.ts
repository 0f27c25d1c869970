import { expect, test } from 'vitest'
import { announcementDay } from '../../../services/papers/sources/arxiv-calendar.ts'

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
])('%s', (_when, at, day, reason) => {
  expect(announcementDay(new Date(at))).toEqual({ day, reason, announces: reason === 'announcement' })
})
