import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { cliProcess, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
let folder: string
const options = () => ({ env: { ...settings, DATABASE_URL: database.url }, cwd: folder })

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-cli-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

test('a real process reads stdin, keeps stdout for the answer, and exits 1 for a bad record', async () => {
  const input = '{"title": "Tokens", "abstract": "A tokenizer.", "id": "my-1"}\nnot json\n'
  const [dash, device] = await Promise.all([
    cliProcess(['topics', 'classify', '-'], { ...options(), input }),
    cliProcess(['papers', 'import', '/dev/stdin', '--json'], { ...options(), input }),
  ])
  expect(dash.code).toBe(1)
  expect(jsonLines(dash.out)).toMatchObject([{ id: 'my-1' }])
  expect(dash.err).toContain('stdin, line 2: not valid JSON')
  expect(device.code).toBe(1)
  expect(jsonLines(device.out)).toMatchObject([{ read: 2, added: 1, rejectedCount: 1 }])
})

test('a real process exits 2 for bad usage, and 1 with one line for a failure', async () => {
  const [usage, failure] = await Promise.all([
    cliProcess(['papers', 'list', '--sort', 'best'], options()),
    cliProcess(['deliveries', 'resolve', '7', '--as', 'sent'], options()),
  ])
  expect(usage).toMatchObject({ code: 2, out: '' })
  expect(failure).toEqual({ code: 1, out: '', err: 'There is no delivery 7.\n' })
})

test('a .env in the working folder is read', async () => {
  await writeFile(path.join(folder, '.env'), `DATABASE_URL=${database.url}\n`)
  const { code, out } = await cliProcess(['migrate', '--json'], { env: {}, cwd: folder })
  await rm(path.join(folder, '.env'))
  expect({ code, out }).toEqual({ code: 0, out: '{"ok":true}\n' })
})

test('a reader that closes the pipe early, as head does, ends the command quietly', async () => {
  const record = JSON.stringify({ title: 'Tokens', abstract: `A tokenizer. ${'Words. '.repeat(200)}` })
  const file = path.join(folder, 'many.jsonl')
  await writeFile(file, `${record}\n`.repeat(20_000))
  const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
  const child = spawn(process.execPath, [launcher, 'cli/main.ts', 'topics', 'classify', file], {
    cwd: folder,
  })
  const err = text(child.stderr)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = await once(child, 'exit')
  expect({ code, err: await err }).toEqual({ code: 0, err: '' })
})

test('SIGTERM ends a command at once with exit code 1, and closes its connections', async () => {
  const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
  const child = spawn(process.execPath, [launcher, 'cli/main.ts', 'papers', 'import', '-'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...options().env },
  })
  const err = text(child.stderr)
  const connections = async () => {
    const [row] = await database.db.execute<{ count: string }>(
      "select count(*) from pg_stat_activity where application_name = 'broadsheet' and datname = current_database() and pid <> pg_backend_pid()",
    )
    return Number(row?.count)
  }
  child.stdin.write(`${JSON.stringify({ title: 'One', abstract: 'Waits for the next.' })}\n`.repeat(3_000))
  await waitUntil(async () => (await connections()) > 0)
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect({ code, err: await err }).toEqual({ code: 1, err: 'Stopped.\n' })
  await waitUntil(async () => (await connections()) === 0)
})
