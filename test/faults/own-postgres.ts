import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDatabase, type Database } from '../../services/platform/db/connect.ts'
import { migrateDatabase } from '../../services/platform/db/migrate.ts'
import { findPostgresBinaries } from '../../services/platform/embedded/binaries.ts'
import { prepareHome } from '../../services/platform/embedded/cluster.ts'
import { asServiceUser } from '../../services/platform/embedded/service-user.ts'
import { findFreePort } from '../harness/free-port.ts'
import { waitUntil } from '../harness/wait-until.ts'

export type OwnPostgres = {
  readonly url: string
  /** As `pg_ctl start`: on the same port and data as before; returns when it answers. */
  start(): Promise<void>
  /** As `pg_ctl stop -m`: `fast` ends sessions and writes a checkpoint, `immediate` is a crash that the next start mends. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  close(): Promise<void>
}

/** A migrated PostgreSQL that only the calling test uses, so that it may be stopped and started again. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-postgres-'))
  const home = await prepareHome(folder)
  const port = await findFreePort()
  const url = `postgres://broadsheet:${home.password}@127.0.0.1:${port}/postgres`
  const { postgres } = await findPostgresBinaries()
  const settings = ['max_connections=50', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const args = ['-D', home.cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const command = await asServiceUser(home.user, { file: postgres, args, folders: [home.cluster] })
  let stop: OwnPostgres['stop'] = async () => {}
  const start = async () => {
    const child = spawn(command.file, command.args, { ...command.ids, cwd: '/', stdio: 'ignore' })
    const exited = once(child, 'exit')
    stop = async (mode) => {
      child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await exited
    }
    await waitUntil(() => answers(url), 30_000)
  }
  await start()
  await migrateDatabase(url)
  const close = async () => {
    await stop('immediate')
    await rm(folder, { recursive: true, force: true })
  }
  return { url, start, stop: (mode) => stop(mode), close }
}

async function answers(url: string): Promise<boolean> {
  const database: Database = connectDatabase(url, 1)
  try {
    await database.db.execute('select 1')
    return true
  } catch {
    // It is starting, or ends what a crash left.
    return false
  } finally {
    await database.close()
  }
}
