import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Db } from '../platform/db/connect.ts'
import type { Log } from '../platform/log.ts'
import { keepAlive, listSenders, removeSenders } from './sender-store.ts'

type Deps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  readonly log: Log
  readonly connections: number
}

/** One run of deliverDue, as other processes see it. */
export type Sender = {
  readonly id: string
  /** How many of the connections are this run's, now: all senders that live share them equally. At least one. */
  share(): number
  /** Runs `work` once one of the connections of this run's share is free. */
  onConnection<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

// Four beats within the time after which others count a sender as gone; many within a lease.
const heartbeatMs = 5_000

/** Joins the senders that live and stays alive until it is closed. */
export async function openSender(deps: Deps): Promise<Sender> {
  const id = `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`
  await removeDead(deps.db)
  const state = { alive: await keepAlive(deps.db, id, deps.now()) }
  const beat = async () => {
    try {
      state.alive = await keepAlive(deps.db, id, deps.now())
    } catch (err) {
      deps.log.warn({ err }, 'a sender could not renew its leases; the next beat tries again')
    }
  }
  const timer = setInterval(beat, heartbeatMs)
  const share = () => Math.max(1, Math.floor(deps.connections / state.alive))
  return {
    id,
    share,
    onConnection: buildLimiter(share),
    close: async () => {
      clearInterval(timer)
      await removeSenders(deps.db, [id])
    },
  }
}

/**
 * Takes senders of this machine off the list whose process is gone, so that a worker that starts again after a crash has
 * its connections at once. One that is taken for dead by mistake is back with its next beat.
 */
async function removeDead(db: Deps['db']): Promise<void> {
  const dead = (await listSenders(db)).filter((sender) => {
    const [host, pid] = sender.split('/')
    return host === hostname() && !isRunning(Number(pid))
  })
  await removeSenders(db, dead)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** At most `most()` of the works run at once, the others in the order they came. */
function buildLimiter(most: () => number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  const state = { running: 0 }
  const admitNext = () => {
    while (state.running < most() && waiting.length > 0) {
      state.running += 1
      waiting.shift()?.()
    }
  }
  return async (work) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      admitNext()
    })
    try {
      return await work()
    } finally {
      state.running -= 1
      admitNext()
    }
  }
}
