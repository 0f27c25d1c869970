import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { findFreePort } from './free-port.ts'
import { ensureProgram } from './provide.ts'

export type TestRedis = { readonly url: string; close(): Promise<void> }

/**
 * A real Redis: TEST_REDIS_URL where it is set, else a server of our own on a free port.
 * @throws Error with the one line that mends it, when there is no redis-server and no valkey-server.
 */
export async function startRedis(folder: string): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL']
  if (given) return { url: given, close: async () => {} }
  const program = await ensureProgram({
    names: ['redis-server', 'valkey-server'],
    debianPackage: 'redis-server',
    hint: 'or set TEST_REDIS_URL',
  })
  const port = await findFreePort()
  const child = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    { stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  await waitForRedis(`redis://127.0.0.1:${port}`)
  return {
    url: `redis://127.0.0.1:${port}`,
    close: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function waitForRedis(url: string): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => {})
    try {
      await redis.connect()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(30)
    } finally {
      redis.disconnect()
    }
  }
}
