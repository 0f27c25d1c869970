import type { z } from 'zod'
import { ingestSchema, parseConfig, serverSchema, storageSchema } from '../platform/config.ts'
import { type OpenDatabase, openDatabase } from '../platform/db/open-database.ts'
import { buildLog, type Log } from '../platform/log.ts'
import type { Cli } from './cli.ts'
import { describeFailure } from './failure.ts'

/** What every command that touches the database gets. */
export type StorageContext = {
  readonly db: OpenDatabase['db']
  readonly now: () => Date
  readonly log: Log
}

/** The variables that bind an address to its keyed hash. */
export const addressSchema = serverSchema.pick({ SECRET_KEYS: true })

/** The variables that sources are read with; the public address is part of who asks. */
export const sourceSchema = ingestSchema.extend({ PUBLIC_URL: serverSchema.shape.PUBLIC_URL.optional() })

/** The variables that a reader's mail shows. */
export const mailViewSchema = serverSchema.pick({
  SECRET_KEYS: true,
  PUBLIC_URL: true,
  MAIL_FROM: true,
  POSTAL_ADDRESS: true,
  BOUNCE_DOMAIN: true,
  DIGEST_MAX_PAPERS: true,
  SOURCES: true,
  FEEDS: true,
})

/** @throws Error that names every variable that is missing or wrong, one a line. */
export function readConfig<Schema extends z.ZodObject>(cli: Pick<Cli, 'env'>, schema: Schema) {
  return parseConfig(schema, cli.env)
}

/** Warnings and worse go to stderr, unless LOG_LEVEL asks for more: stdout belongs to the answer. */
function buildCliLog({ env, err }: Pick<Cli, 'env' | 'err'>): Log {
  const { LOG_LEVEL } = parseConfig(storageSchema, { LOG_LEVEL: env['LOG_LEVEL'] || 'warn' })
  return buildLog(LOG_LEVEL, { write: (line) => void err.write(line) })
}

/**
 * Opens the database for `work` and closes it whatever happens. A stop signal ends the waiting for `work` at once,
 * except with `drains`, where `work` watches the signal itself.
 */
export async function withDatabase<T>(
  cli: Cli,
  work: (context: StorageContext) => Promise<T>,
  options: { readonly drains?: boolean } = {},
): Promise<T> {
  const config = readConfig(cli, storageSchema)
  const log = buildCliLog(cli)
  const database = await open(config)
  try {
    const done = work({ db: database.db, now: cli.now, log })
    return await (options.drains ? done : Promise.race([done, rejectOnStop(cli.signal)]))
  } finally {
    await database.close()
  }
}

async function open(config: z.infer<typeof storageSchema>): Promise<OpenDatabase> {
  try {
    return await openDatabase({
      url: config.DATABASE_URL,
      dataDir: config.BROADSHEET_DATA_DIR,
      maxConnections: 4,
    })
  } catch (cause) {
    const where = config.DATABASE_URL ? 'DATABASE_URL' : `the embedded one in ${config.BROADSHEET_DATA_DIR}`
    throw new Error(
      `The database (${where}) cannot be used: ${describeFailure(cause)}\nRun \`doctor\` for what to do.`,
      { cause },
    )
  }
}

function rejectOnStop(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}
