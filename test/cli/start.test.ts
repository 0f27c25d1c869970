import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { findFreePort } from '../harness/free-port.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { settings } from './run-cli.ts'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})
const running: ChildProcess[] = []

type Started = {
  readonly process: ChildProcess
  readonly exit: Promise<unknown>
  readonly err: () => string
  readonly children: () => Promise<number[]>
}

async function start(env: Record<string, string> = {}): Promise<Started> {
  const port = await findFreePort()
  const process_ = spawn(process.execPath, [launcher, 'cli/start.ts'], {
    // Not this folder, whose .env is another's.
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      ...settings,
      DATABASE_URL: database.url,
      SMTP_URL: 'smtp://127.0.0.1:9',
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.push(process_)
  let err = ''
  process_.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const exit = once(process_, 'exit').then(([code]) => code)
  const children = async () => {
    const list = await readFile(`/proc/${process_.pid}/task/${process_.pid}/children`, 'utf8').catch(() => '')
    return list.trim().split(' ').filter(Boolean).map(Number)
  }
  return { process: process_, exit, err: () => err, children }
}

/** @throws Error with all that was printed, when it ends before */
async function waitUntilReady({ exit, err }: Started): Promise<void> {
  const ended = exit.then((code) => {
    throw new Error(`npm start ended (${code}) and printed:\n${err()}`)
  })
  const isReady = () => err().includes('the API is ready') && err().includes('the worker is ready')
  await Promise.race([ended, waitUntil(isReady, 20_000)])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('npm start runs both processes; SIGTERM stops both cleanly with exit code 0', async () => {
  const started = await start()
  await waitUntilReady(started)
  const children = await started.children()
  expect(children.length).toBe(2)
  started.process.kill('SIGTERM')
  expect(await started.exit).toBe(0)
  expect(children.filter(isAlive)).toEqual([])
})

test('when one process dies the other is stopped, and the exit code tells of it', async () => {
  const started = await start()
  await waitUntilReady(started)
  const [api = 0, worker = 0] = await started.children()
  process.kill(worker, 'SIGKILL')
  expect(await started.exit).not.toBe(0)
  expect(started.err()).toContain('the worker ended by itself')
  expect([api, worker].filter(isAlive)).toEqual([])
})

test('a killed npm start leaves nothing running', async () => {
  const started = await start()
  await waitUntilReady(started)
  const children = await started.children()
  started.process.kill('SIGKILL')
  await started.exit
  await waitUntil(() => !children.some(isAlive))
})

test('a faulty configuration is told once, whole, and nothing starts', async () => {
  const started = await start({ SMTP_URL: '', SECRET_KEYS: 'short' })
  expect(await started.exit).toBe(1)
  expect(started.err()).toMatch(/^The configuration is not complete:\n {2}- .*\n {2}- .*\n/)
  expect(started.err().match(/SMTP_URL is missing/g)).toHaveLength(1)
})
