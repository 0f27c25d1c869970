import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { findFreePort } from '../../harness/free-port.ts'
import { ensureProgram } from '../../harness/provide.ts'
import { waitUntil } from '../../harness/wait-until.ts'

export type OwnRedis = {
  readonly url: string
  start(): Promise<void>
  stop(): Promise<void>
  command(...words: [string, ...string[]]): Promise<unknown>
  close(): Promise<void>
}

/** A Redis that only the calling test uses, so that it may be flushed, stopped and started again. */
export async function startOwnRedis(...settings: string[]): Promise<OwnRedis> {
  const program = await ensureProgram({
    names: ['redis-server', 'valkey-server'],
    debianPackage: 'redis-server',
    hint: 'these tests stop and start a Redis of their own',
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-redis-'))
  const port = await findFreePort()
  const url = `redis://127.0.0.1:${port}`
  let end = async () => {}
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...settings]
    const child = spawn(program, args, { stdio: 'ignore' })
    const exited = once(child, 'exit')
    end = async () => {
      child.kill('SIGKILL')
      await exited
    }
    await waitUntil(() =>
      command('ping').then(
        () => true,
        () => false,
      ),
    )
  }
  const command = async (...[name, ...args]: [string, ...string[]]) => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => {})
    try {
      await redis.connect()
      return await redis.call(name, args)
    } finally {
      redis.disconnect()
    }
  }
  await start()
  const close = async () => {
    await end()
    await rm(folder, { recursive: true, force: true })
  }
  return { url, start, stop: () => end(), command, close }
}
