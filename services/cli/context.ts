import { parseConfig, storageSchema } from '../platform/config.ts'
import { type OpenDatabase, openDatabase } from '../platform/db/open-database.ts'
import { readEnvironment } from '../platform/env-file.ts'
import { buildLog, type Log } from '../platform/log.ts'

/** What every command that touches the database gets. */
export type StorageContext = { readonly database: OpenDatabase; readonly now: () => Date; readonly log: Log }

/** Opens the database for `work` and closes it whatever happens. The log goes to stderr: stdout belongs to the answer. */
export async function withDatabase<T>(work: (context: StorageContext) => Promise<T>): Promise<T> {
  const config = parseConfig(storageSchema, readEnvironment())
  const log = buildLog(config.LOG_LEVEL, process.stderr)
  const database = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: config.BROADSHEET_DATA_DIR,
    maxConnections: 4,
  })
  try {
    return await work({ database, now: () => new Date(), log })
  } finally {
    await database.close()
  }
}
