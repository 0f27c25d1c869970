import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildLog } from '../../../services/platform/log.ts'
import {
  connectQueue,
  type JobQueue,
  type QueueSettings,
} from '../../../services/platform/queue/connect-queue.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'
import { waitUntil } from '../../harness/wait-until.ts'
import { backends, buildQueueSettings } from './queue-settings.ts'

const log = buildLog('silent')
const hangingProgram = fileURLToPath(new URL('hang-in-job.ts', import.meta.url))
let database: TestDatabase
let settings: QueueSettings
let closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function connect<Name extends string>(): Promise<JobQueue<Name>> {
  const queue = await connectQueue<Name>(settings, log)
  closers.push(() => queue.close())
  return queue
}

async function work<Name extends string>(
  queue: JobQueue<Name>,
  handlers: Parameters<JobQueue<Name>['startWorker']>[0],
) {
  const worker = await queue.startWorker(handlers)
  closers.push(() => worker.close())
  return worker
}

/** A handler that counts its runs. */
function buildCounter() {
  const counter = { runs: 0 }
  const handler = async () => {
    counter.runs += 1
  }
  return { counter, handler }
}

/** A handler that counts its runs and waits in each until it is let go. */
function buildGate() {
  const gate = { runs: 0, open: () => {} }
  const handler = () => {
    gate.runs += 1
    return new Promise<void>((resolve) => {
      gate.open = resolve
    })
  }
  return { gate, handler }
}

describe.each(backends)('on %s', (backend) => {
  beforeEach(() => {
    settings = buildQueueSettings(backend, database.url)
  })
  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    closers = []
  })

  test('the queue says what it runs on', async () => {
    expect((await connect()).backend).toBe(backend)
  })

  test('a wake runs the handler of its name', async () => {
    const queue = await connect<'one' | 'two'>()
    const ran: string[] = []
    await work(queue, { one: async () => void ran.push('one'), two: async () => void ran.push('two') })
    await queue.wake('two')
    await waitUntil(() => ran.length > 0)
    expect(ran).toEqual(['two'])
  })

  test('many wakes while one waits are one run', async () => {
    const queue = await connect<'work' | 'last'>()
    for (let index = 0; index < 20; index += 1) await queue.wake('work')
    const [waking, last] = [buildCounter(), buildCounter()]
    await work(queue, { work: waking.handler, last: last.handler })
    await waitUntil(() => waking.counter.runs > 0)
    await queue.wake('last')
    await waitUntil(() => last.counter.runs > 0)
    expect(waking.counter.runs).toBe(1)
  })

  test('wakes during a run lead to one more run, which begins after it', async () => {
    const queue = await connect<'work' | 'last'>()
    const { gate, handler } = buildGate()
    const last = buildCounter()
    await work(queue, { work: handler, last: last.handler })
    await queue.wake('work')
    await waitUntil(() => gate.runs === 1)
    for (let index = 0; index < 5; index += 1) await queue.wake('work')
    await queue.wake('last')
    await waitUntil(() => last.counter.runs > 0)
    expect(gate.runs).toBe(1)
    gate.open()
    await waitUntil(() => gate.runs === 2)
    gate.open()
    await queue.wake('work')
    await waitUntil(() => gate.runs === 3)
    gate.open()
  })

  test('two workers share the wakes: each is run once', async () => {
    const [queue, other] = [await connect<'work'>(), await connect<'work'>()]
    const { counter, handler } = buildCounter()
    await work(queue, { work: handler })
    await work(other, { work: handler })
    for (let round = 1; round <= 10; round += 1) {
      await queue.wake('work')
      await waitUntil(() => counter.runs >= round)
    }
    expect(counter.runs).toBe(10)
  })

  test('a job that no handler knows fails without stopping the others, and runs when one is there again', async () => {
    const old = await connect<'gone' | 'work'>()
    const [known, gone] = [buildCounter(), buildCounter()]
    await old.wake('gone')
    const queue: JobQueue<'work'> = await connect<'work'>()
    const worker = await work(queue, { work: known.handler })
    await queue.wake('work')
    await waitUntil(() => known.counter.runs === 1)
    await worker.close()
    await work(old, { gone: gone.handler, work: known.handler })
    await waitUntil(async () => {
      await old.wake('gone')
      return gone.counter.runs > 0
    })
  })

  test('a handler that throws is run again by itself', async () => {
    const queue = await connect<'work'>()
    let runs = 0
    const handler = async () => {
      runs += 1
      if (runs === 1) throw new Error('the first time')
    }
    await work(queue, { work: handler })
    await queue.wake('work')
    await waitUntil(() => runs === 2)
  })

  test('a worker that closes tells its handlers, waits for them and takes no more', async () => {
    const queue = await connect<'work'>()
    const events: string[] = []
    const worker = await work(queue, {
      work: ({ signal }) =>
        new Promise((resolve) => {
          events.push('started')
          signal.addEventListener('abort', () => {
            events.push('told')
            setTimeout(() => {
              events.push('ended')
              resolve()
            }, 100)
          })
        }),
    })
    await queue.wake('work')
    await waitUntil(() => events.length === 1)
    await queue.wake('work')
    await worker.close()
    events.push('closed')
    expect(events).toEqual(['started', 'told', 'ended', 'closed'])
  })

  test('a wake outlives the workers that are killed while they work on it', async () => {
    const queue = await connect<'work'>()
    await queue.wake('work')
    for (let kill = 1; kill <= 3; kill += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', hangingProgram, JSON.stringify(settings)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      closers.push(async () => child.kill('SIGKILL'))
      await isTaken(child, () => queue.wake('work'))
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const { counter, handler } = buildCounter()
    await work(queue, { work: handler })
    await waitUntil(() => counter.runs > 0)
    const before = counter.runs
    await queue.wake('work')
    await waitUntil(() => counter.runs > before)
  })

  test('five processes may start at once on a database that has no queue yet', async () => {
    const fresh = await createTestDatabase()
    settings = { ...settings, databaseUrl: fresh.url }
    const queues = await Promise.all(Array.from({ length: 5 }, () => connectQueue<'work'>(settings, log)))
    await Promise.all(queues.map((queue) => queue.wake('work')))
    await Promise.all(queues.map((queue) => queue.close()))
    await fresh.close()
  })
})

/** Waits until the child took the job. A new wake, as the timers of a real worker give, replaces one that was given up. */
async function isTaken(child: ChildProcess, wake: () => Promise<void>): Promise<void> {
  let isDone = false
  if (!child.stdout) throw new Error('the child has no output')
  createInterface({ input: child.stdout }).once('line', () => {
    isDone = true
  })
  await waitUntil(async () => {
    await wake()
    return isDone
  })
}
