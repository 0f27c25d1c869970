import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { findViolations } from './expected.ts'
import { scenarios } from './scenarios.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

test.each(
  scenarios
    .filter(({ isShort }) => isShort || process.env['FAULTS'] === 'all')
    .map((scenario) => [scenario.name, scenario.onUncertain, scenario] as const),
)(
  '%s during an edition, with %s: nobody is lost, and the ledger says what arrived',
  async (_name, _onUncertain, scenario) => {
    const outcome = await scenario.run({ db: database.db, databaseUrl: database.url, readers: 200 })
    console.log(scenario.name, JSON.stringify(outcome))
    expect(findViolations({ ...scenario, outcome })).toEqual([])
  },
  // A quiet machine needs a tenth of this.
  300_000,
)
