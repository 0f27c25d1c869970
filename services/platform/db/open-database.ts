import { startEmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import { connectDatabase, type Database } from './connect.ts'
import { migrateDatabase } from './migrate.ts'

export type OpenDatabase = Database & { readonly url: string }

/** The database at `url`, else the embedded one in `dataDir`; migrated and connected. */
export async function openDatabase(settings: {
  url: string | undefined
  dataDir: string
  maxConnections?: number
}): Promise<OpenDatabase> {
  const embedded = settings.url ? undefined : await startEmbeddedPostgres({ dataDir: settings.dataDir })
  const url = settings.url ?? embedded?.url ?? ''
  try {
    await migrateDatabase(url)
  } catch (error) {
    await embedded?.close()
    throw error
  }
  const database = connectDatabase(url, settings.maxConnections)
  const close = async () => {
    await database.close()
    await embedded?.close()
  }
  return { db: database.db, url, close }
}
