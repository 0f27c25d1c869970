import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type KillSettings, runKills } from './kills.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

test.each([
  ['Postgres', 'resend'],
  ['Redis', 'hold'],
] as const)(
  'workers killed while they send, queue on %s, with %s: nobody is lost',
  async (backend, onUncertain) => {
    const settings: KillSettings = {
      db: database.db,
      databaseUrl: database.url,
      redisUrl: backend === 'Redis' ? `${inject('redisUrl')}/9` : undefined,
      onUncertain,
      readers: 300,
      kills: 2,
      workers: 2,
      connections: 5,
    }
    const result = await runKills(settings)
    console.log(JSON.stringify(result))
    expect(result).toMatchObject({ kills: settings.kills, whileSending: settings.kills, died: 0 })
    expect(result).toMatchObject({ lost: 0, strangers: 0, altered: 0 })
    expect(Object.values(result.states).reduce((sum, count) => sum + count, 0)).toBe(300)
    expect(result.most).toBeLessThanOrEqual(onUncertain === 'hold' ? 1 : 2)
    expect(result.repeated).toBeLessThanOrEqual(result.uncertain)
    expect(result.uncertain).toBeLessThanOrEqual(settings.kills * 2 * settings.connections)
  },
  // A quiet machine needs a tenth of this.
  300_000,
)
