import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
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
  async (_name, onUncertain, scenario) => {
    const outcome = await scenario.run({ db: database.db, databaseUrl: database.url, readers: 200 })
    console.log(scenario.name, JSON.stringify(outcome))
    expect(outcome).toMatchObject({ lost: 0, altered: 0, strangers: 0 })
    expect(Object.values(outcome.states).reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(outcome.most).toBeLessThanOrEqual(onUncertain === 'hold' ? 1 : 2)
    expect(outcome.repeated).toBeLessThanOrEqual(outcome.uncertain)
  },
  // A quiet machine needs a tenth of this.
  300_000,
)
