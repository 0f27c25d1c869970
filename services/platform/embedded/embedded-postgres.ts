import { mkdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { prepareHome } from './cluster.ts'
import { withProcessLock } from './process-lock.ts'
import { findRunningPort, startServer, stopServer } from './server-process.ts'
import { buildUserRegister } from './user-register.ts'

export type EmbeddedPostgres = { readonly url: string; close(): Promise<void> }

type Options = {
  /** The folder that keeps everything; made when absent. */
  readonly dataDir: string
  /** Further server settings, e.g. `fsync: 'off'` for throw-away data. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * Starts PostgreSQL 18 in `dataDir`, or joins the one that already runs there: the last process to close stops it.
 * A server left behind by a killed process is taken over; a data folder half made by a killed initdb is made anew.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.dataDir, 'postgres')
  await mkdir(folder, { recursive: true })
  // One name for one folder, whatever links lead to it.
  const root = await realpath(folder)
  const users = buildUserRegister(path.join(root, 'users'))
  return withProcessLock(root, async () => {
    const home = await prepareHome(root)
    const port = (await findRunningPort(home)) ?? (await startServer(home, options.settings ?? {}))
    await users.join()
    const close = () =>
      withProcessLock(root, async () => {
        await users.leave()
        if (!(await users.isUsed())) await stopServer(home)
      })
    return { url: `postgres://broadsheet:${home.password}@127.0.0.1:${port}/broadsheet`, close }
  })
}
