import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { findPostgresBinaries } from './binaries.ts'
import type { Home } from './cluster.ts'
import { asServiceUser } from './service-user.ts'
import { findProcessStart } from './user-register.ts'

// Crash recovery after a kill replays at most a checkpoint's worth of log; 60 s is far beyond that.
const readyDeadlineMs = 60_000
// A fast shutdown writes a checkpoint. One that takes longer is cut short, which costs a recovery and no data.
const stopDeadlineMs = 7_000
// A killed server's last processes may hold its shared memory for a moment, and a free port may be taken meanwhile.
const startAttempts = 5

/** The port of the live server of this cluster, once it answers. A pid file that names another program is removed. */
export async function findRunningPort(home: Home): Promise<number | undefined> {
  const server = await readPidFile(home)
  if (!server) return undefined
  const isThere = () => isServer(home, server.pid)
  if ((await isThere()) && (await isReady(home, server.port, isThere))) return server.port
  // PostgreSQL judges a dead process well itself, but takes any live one for its own.
  if (await findProcessStart(server.pid)) await rm(pidFile(home), { force: true })
  return undefined
}

/**
 * Starts the server on a free port of the loopback and waits until it answers.
 * @throws Error with the end of the server's log.
 */
export async function startServer(home: Home, settings: Readonly<Record<string, string>>): Promise<number> {
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    const port = await findFreePort()
    const child = await spawnServer(home, port, settings)
    if (await isReady(home, port, async () => child.exitCode === null && child.signalCode === null)) {
      child.unref()
      return port
    }
    await delay(300)
  }
  const log = await readFile(path.join(home.root, 'server.log'), 'utf8')
  throw new Error(
    `The embedded PostgreSQL did not start. Its log ends with:\n${log.trim().split('\n').slice(-8).join('\n')}`,
  )
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions roll back, everything committed is on disk. */
export async function stopServer(home: Home): Promise<void> {
  const server = await readPidFile(home)
  if (!server || !(await isServer(home, server.pid))) return
  process.kill(server.pid, 'SIGINT')
  const deadline = Date.now() + stopDeadlineMs
  let isCutShort = false
  while (await isServer(home, server.pid)) {
    if (!isCutShort && Date.now() > deadline) {
      process.kill(server.pid, 'SIGQUIT')
      isCutShort = true
    }
    await delay(20)
  }
}

const pidFile = (home: Home) => path.join(home.cluster, 'postmaster.pid')

/** Lines of postmaster.pid: process id, data folder, start time, port (PostgreSQL's `pidfile.h`). */
async function readPidFile(home: Home): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** True while the process lives and works in the cluster's folder, as only its server does. */
async function isServer(home: Home, pid: number): Promise<boolean> {
  if (!(await findProcessStart(pid))) return false
  // Without /proc the process id alone decides, as it does for PostgreSQL itself.
  if (process.platform !== 'linux') return true
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return folder === (await realpath(home.cluster))
}

async function spawnServer(
  home: Home,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const { postgres: program } = await findPostgresBinaries()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', ...settings }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', home.cluster, '-p', String(port), ...options]
  const command = await asServiceUser(home.user, { file: program, args, folders: [home.cluster] })
  const log = await open(path.join(home.root, 'server.log'), 'a', 0o600)
  try {
    // Detached: Ctrl-C in the terminal reaches us only, and we stop the server after the last connection is closed.
    const child = spawn(command.file, command.args, {
      ...command.ids,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    return child
  } finally {
    await log.close()
  }
}

/** Waits until the server answers and has our database; false when `isThere` says that it is gone. */
async function isReady(home: Home, port: number, isThere: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + readyDeadlineMs
  while (await isThere()) {
    const failure = await tryServer(home, port)
    if (failure === undefined) return true
    if (Date.now() > deadline)
      throw new Error(`The embedded PostgreSQL does not answer on port ${port}.`, { cause: failure })
    await delay(50)
  }
  return false
}

async function tryServer(home: Home, port: number): Promise<unknown> {
  const sql = postgres({
    host: '127.0.0.1',
    port,
    user: 'broadsheet',
    password: home.password,
    database: 'postgres',
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
  })
  try {
    const found = await sql`select 1 from pg_database where datname = 'broadsheet'`
    if (found.length === 0) await sql`create database broadsheet`
    return undefined
  } catch (error) {
    return error
  } finally {
    await sql.end({ timeout: 1 })
  }
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
