import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { findPostgresBinaries } from './binaries.ts'
import { buildUserRegister, isRunning, withProcessLock } from './process-lock.ts'
import { asServiceUser, findServiceUser, makeOwnedFolder, type ServiceUser } from './service-user.ts'

export type EmbeddedPostgres = { readonly url: string; close(): Promise<void> }

type Options = {
  /** The folder that keeps everything; made when absent. */
  readonly dataDir: string
  /** Further server settings, e.g. `fsync: 'off'` for throw-away data. */
  readonly settings?: Readonly<Record<string, string>>
}

type Home = { root: string; cluster: string; password: string; user: ServiceUser | undefined }

// Crash recovery after a kill replays at most a checkpoint's worth of log; 60 s is far beyond that.
const startDeadlineMs = 60_000

/**
 * Starts PostgreSQL 18 in `dataDir`, or joins the one that already runs there: the last process to close stops it.
 * A server left behind by a killed process is taken over; a data folder half made by a killed initdb is made anew.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const root = path.resolve(options.dataDir, 'postgres')
  await mkdir(root, { recursive: true })
  const register = buildUserRegister(path.join(root, 'users'))
  const lock = path.join(root, 'lock')
  return withProcessLock(lock, async () => {
    await register.join()
    const home = await prepareHome(root)
    const port = (await findRunningPort(home)) ?? (await startServer(home, options.settings ?? {}))
    const close = () =>
      withProcessLock(lock, async () => {
        await register.leave()
        if ((await register.others()).length === 0) await stopServer(home)
      })
    return { url: `postgres://broadsheet:${home.password}@127.0.0.1:${port}/broadsheet`, close }
  })
}

async function prepareHome(root: string): Promise<Home> {
  const user = await findServiceUser()
  const cluster = path.join(root, 'cluster')
  const passwordFile = path.join(root, 'password')
  const known = await readFile(passwordFile, 'utf8').catch(() => undefined)
  const isWhole =
    (await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)) !== undefined
  if (known && isWhole) return { root, cluster, password: known, user }
  const password = randomBytes(24).toString('base64url')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await initialiseCluster({ root, cluster, password, user })
  return { root, cluster, password, user }
}

/** initdb works in a folder of its own that is renamed when whole, so a kill leaves no half-made cluster in place. */
async function initialiseCluster(home: Home): Promise<void> {
  const part = `${home.cluster}.part`
  await rm(part, { recursive: true, force: true })
  await makeOwnedFolder(part, home.user)
  const passwordFile = path.join(home.root, 'password')
  if (home.user) await chown(passwordFile, home.user.uid, home.user.gid)
  const { initdb } = await findPostgresBinaries()
  const args = [
    '-D',
    part,
    '-U',
    'broadsheet',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ]
  // The built-in provider sorts and folds the same on every machine, whatever locales it has.
  await runProgram(home, initdb, [
    ...args,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ])
  await rm(home.cluster, { recursive: true, force: true })
  await rename(part, home.cluster)
}

async function runProgram(home: Home, file: string, args: string[]): Promise<void> {
  const command = await asServiceUser(home.user, { file, args, folders: [home.root] })
  const child = spawn(command.file, command.args, {
    ...command.ids,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(file)} failed (${code}): ${stderr.trim()}`)),
    )
  })
}

/** The port of a live server on this cluster. A pid file whose process is gone, or is something else, is removed. */
async function findRunningPort(home: Home): Promise<number | undefined> {
  const server = await readPidFile(home)
  if (!server) return undefined
  if (isRunning(server.pid) && (await isPostgres(server.pid))) {
    await waitUntilReady(home, server.port)
    return server.port
  }
  await rm(path.join(home.cluster, 'postmaster.pid'), { force: true })
  return undefined
}

/** Lines of postmaster.pid: process id, data folder, start time, port (PostgreSQL's `pidfile.h`). */
async function readPidFile(home: Home): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(path.join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

async function isPostgres(pid: number): Promise<boolean> {
  // Without /proc (macOS) the pid alone decides, as it does for PostgreSQL itself.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return command.includes('postgres')
}

async function startServer(home: Home, settings: Readonly<Record<string, string>>): Promise<number> {
  const { postgres: program } = await findPostgresBinaries()
  const port = await findFreePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', ...settings }
  const args = [
    '-D',
    home.cluster,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
  ]
  const command = await asServiceUser(home.user, { file: program, args, folders: [home.cluster] })
  const log = await open(path.join(home.root, 'server.log'), 'a', 0o600)
  // Detached: Ctrl-C in the terminal reaches us only, and we stop the server after the last connection is closed.
  const child = spawn(command.file, command.args, {
    ...command.ids,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  const failed = new Promise<never>((_, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`PostgreSQL stopped while starting (${code})`)))
  })
  try {
    await Promise.race([waitUntilReady(home, port), failed])
  } catch (cause) {
    const tail = (await readFile(path.join(home.root, 'server.log'), 'utf8')).split('\n').slice(-8).join('\n')
    throw new Error(`The embedded PostgreSQL did not start. Its log ends with:\n${tail}`, { cause })
  } finally {
    await log.close()
  }
  failed.catch(() => {
    // A later exit is the stop we asked for, or shows as lost connections.
  })
  child.unref()
  return port
}

async function waitUntilReady(home: Home, port: number): Promise<void> {
  const deadline = Date.now() + startDeadlineMs
  for (;;) {
    const sql = postgres({
      host: '127.0.0.1',
      port,
      user: 'broadsheet',
      password: home.password,
      database: 'postgres',
      max: 1,
      onnotice: () => {},
    })
    try {
      const found = await sql`select 1 from pg_database where datname = 'broadsheet'`
      if (found.length === 0) await sql`create database broadsheet`
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(50)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions roll back, everything committed is on disk. */
async function stopServer(home: Home): Promise<void> {
  const server = await readPidFile(home)
  if (!server || !isRunning(server.pid)) return
  process.kill(server.pid, 'SIGINT')
  while (isRunning(server.pid) && (await readPidFile(home))) await delay(20)
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
