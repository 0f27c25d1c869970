import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

// Any number serves that nobody else locks in this database; this one spells "BRSH".
const lockKey = 0x42525348

/** Applies the migrations that are missing. Several processes may start at once: one applies, the others wait. */
export async function migrateDatabase(url: string): Promise<void> {
  // A session lock needs one connection for lock, work and unlock.
  const client = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'broadsheet migrate' },
  })
  try {
    await client`select pg_advisory_lock(${lockKey})`
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end({ timeout: 5 })
  }
}
