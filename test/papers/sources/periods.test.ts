import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitIntoPeriods } from '../../../services/papers/sources/periods.ts'

const values = (from: string, until: string) => splitIntoPeriods(from, until).map((period) => period.value)

test('whole months and weeks are asked for as such', () => {
  expect(values('2026-09-26', '2026-10-13')).toEqual([
    ...['2026-09-26', '2026-09-27', '2026-W40', '2026-W41', '2026-10-12', '2026-10-13'],
  ])
  expect(values('2026-10-01', '2026-12-01')).toEqual(['2026-10', '2026-11', '2026-12-01'])
})

test('the week that begins a year late or early has the number of ISO 8601', () => {
  expect(values('2026-12-28', '2027-01-03')).toEqual(['2026-W53'])
  expect(values('2024-12-30', '2025-01-05')).toEqual(['2025-W01'])
})

test('every day is in one period, none twice', () => {
  const day = fc.integer({ min: 0, max: 1_200 }).map((days) => new Date(Date.UTC(2024, 0, 1 + days)))
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 120 }), (from, length) => {
      const until = new Date(from.getTime() + length * 86_400_000)
      const iso = (date: Date) => date.toISOString().slice(0, 10)
      const days = splitIntoPeriods(iso(from), iso(until)).reduce((sum, { kind, value }) => {
        if (kind === 'date') return sum + 1
        if (kind === 'week') return sum + 7
        const [year = 0, month = 0] = value.split('-').map(Number)
        return sum + new Date(Date.UTC(year, month, 0)).getUTCDate()
      }, 0)
      expect(days).toBe(length + 1)
    }),
  )
})
