import { createHash } from 'node:crypto'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

// Far beyond the longest work under a lock: initdb, or a server that recovers.
const patienceMs = 120_000

/**
 * Runs `work` while no other process on this machine holds the lock of this `name`. The lock is a listening socket
 * without a file: the system frees it in the moment its holder dies, so there is nothing stale to judge.
 * @throws Error when another process keeps the lock for two minutes.
 */
export async function withProcessLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(name)
  try {
    return await work()
  } finally {
    await new Promise((resolve) => lock.close(resolve))
  }
}

async function takeLock(name: string): Promise<Server> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await listen(lockAddress(name))
    } catch (cause) {
      const isHeld = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
      if (!isHeld || Date.now() > deadline)
        throw new Error(`The lock of ${name} is not to be had.`, { cause })
    }
    await delay(50)
  }
}

function lockAddress(name: string): ListenOptions {
  const hash = createHash('sha256').update(name).digest()
  // Linux: the abstract namespace of unix(7). Windows: a named pipe. macOS knows neither: a loopback port below the
  // ephemeral ones.
  if (process.platform === 'linux') return { path: `\0broadsheet-${hash.toString('hex')}` }
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\broadsheet-${hash.toString('hex')}` }
  return { host: '127.0.0.1', port: 20_000 + (hash.readUInt16BE(0) % 10_000) }
}

function listen(address: ListenOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(address, () => resolve(server))
  })
}
