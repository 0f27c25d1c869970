import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  access,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { startEmbeddedPostgres } from '../../../services/platform/embedded/embedded-postgres.ts'
import { findProcessStart } from '../../../services/platform/embedded/user-register.ts'
import { waitUntil } from '../../harness/wait-until.ts'

const userProgram = fileURLToPath(new URL('use-database.ts', import.meta.url))
const settings = { fsync: 'off' }
let base: string
let dataDir: string
let count = 0
const children: ChildProcess[] = []

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'broadsheet-embedded-'))
  await chmod(base, 0o755)
})
beforeEach(() => {
  count += 1
  dataDir = path.join(base, `data-${count}`)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(base, { recursive: true, force: true })
})

function spawnUser() {
  const child = spawn(process.execPath, ['--import', 'tsx', userProgram, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const exited = once(child, 'exit')
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve)
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
  }
  return { url, end }
}

async function query(url: string, statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function serverPid(): Promise<number> {
  const text = await readFile(path.join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

const filesOf = (folder: string) => readdir(path.join(dataDir, 'postgres', folder))

test('the server stops with its only user and leaves no process and no pid file', async () => {
  const database = await startEmbeddedPostgres({ dataDir, settings })
  const pid = await serverPid()
  const owner = await stat(`/proc/${pid}`)
  expect(owner.uid).not.toBe(0)
  await database.close()
  expect(await findProcessStart(pid)).toBeUndefined()
  await expect(serverPid()).rejects.toThrow('ENOENT')
  expect(await filesOf('users')).toEqual([])
})

test('two processes that start at once share one server, and the last one out stops it', async () => {
  const [first, second] = [spawnUser(), spawnUser()]
  const [url, otherUrl] = await Promise.all([first.url, second.url])
  expect(otherUrl).toBe(url)
  const pid = await serverPid()
  await first.end('SIGTERM')
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  await second.end('SIGTERM')
  expect(await findProcessStart(pid)).toBeUndefined()
})

test('two users in one process share one server, and the last one out stops it', async () => {
  const first = await startEmbeddedPostgres({ dataDir, settings })
  const second = await startEmbeddedPostgres({ dataDir, settings })
  await first.close()
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  const pid = await serverPid()
  await second.close()
  expect(await findProcessStart(pid)).toBeUndefined()
})

test('a server whose user was killed is taken over with its data', async () => {
  const user = spawnUser()
  const url = await user.url
  await query(url, 'create table kept as select 42 as answer')
  await user.end('SIGKILL')
  const pid = await serverPid()
  const database = await startEmbeddedPostgres({ dataDir, settings })
  expect(database.url).toBe(url)
  expect(await query(database.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  await database.close()
  expect(await findProcessStart(pid)).toBeUndefined()
  expect(await filesOf('users')).toEqual([])
})

test('a user file whose process id now belongs to another program does not keep the server', async () => {
  const database = await startEmbeddedPostgres({ dataDir, settings })
  await writeFile(path.join(dataDir, 'postgres/users', `${process.ppid}.1.00000000`), '')
  const pid = await serverPid()
  await database.close()
  expect(await findProcessStart(pid)).toBeUndefined()
})

test('committed data survives a SIGKILL of the server', async () => {
  const first = await startEmbeddedPostgres({ dataDir })
  await query(first.url, 'create table kept as select 42 as answer')
  process.kill(await serverPid(), 'SIGKILL')
  const second = await startEmbeddedPostgres({ dataDir })
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  await first.close()
  await second.close()
})

test('a pid file left behind whose id now belongs to another program, even another PostgreSQL, is passed over', async () => {
  const database = await startEmbeddedPostgres({ dataDir, settings })
  const file = path.join(dataDir, 'postgres/cluster/postmaster.pid')
  const left = await readFile(file, 'utf8')
  await database.close()
  const [row] = await query(inject('templateUrl'), `select pg_read_file('postmaster.pid') as text`)
  const otherServer = Number(String(row?.['text']).split('\n')[0])
  for (const pid of [process.pid, otherServer]) {
    await writeFile(file, left.replace(/^\d+/, String(pid)))
    const again = await startEmbeddedPostgres({ dataDir, settings })
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await again.close()
    expect(await findProcessStart(pid)).toBeDefined()
  }
})

test('a data folder whose initdb was killed is made anew', async () => {
  const user = spawnUser()
  await waitUntil(async () => {
    const names = await filesOf('.').catch(() => [])
    return names.some((name) => name.startsWith('cluster.part'))
  })
  await user.end('SIGKILL')
  const database = await startEmbeddedPostgres({ dataDir, settings })
  expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
  expect((await filesOf('.')).sort()).toEqual(['cluster', 'password', 'server.log', 'users'])
})

test('a cluster without PG_VERSION is set aside and made anew', async () => {
  await mkdir(path.join(dataDir, 'postgres/cluster/base'), { recursive: true })
  await writeFile(path.join(dataDir, 'postgres/password'), 'old')
  const database = await startEmbeddedPostgres({ dataDir, settings })
  expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
  expect(await filesOf('cluster.broken')).toEqual(['base'])
})

test('data whose password file is lost is refused with what to do, and kept', async () => {
  const database = await startEmbeddedPostgres({ dataDir, settings })
  await query(database.url, 'create table kept as select 42 as answer')
  await database.close()
  const password = path.join(dataDir, 'postgres/password')
  await rename(password, `${password}.away`)
  await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(/password is gone. Put it back/)
  await rename(`${password}.away`, password)
  const again = await startEmbeddedPostgres({ dataDir, settings })
  expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  await again.close()
})

test('a data folder below one that is closed to all others works', async () => {
  const closed = path.join(base, 'closed')
  await mkdir(closed, { mode: 0o700 })
  dataDir = path.join(closed, 'data')
  const database = await startEmbeddedPostgres({ dataDir, settings })
  expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
})

test('a server that cannot start is reported with the end of its log', async () => {
  await expect(startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'lots' } })).rejects.toThrow(
    /did not start[\s\S]*shared_buffers/,
  )
  await expect(access(path.join(dataDir, 'postgres/cluster/postmaster.pid'))).rejects.toThrow('ENOENT')
})
