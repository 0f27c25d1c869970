import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../harness/free-port.ts'
import { ensureProgram } from '../harness/provide.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { startOwnRedis } from '../platform/queue/own-redis.ts'
import { listTransmitting, type Outcome, readLead } from './edition.ts'
import { type ServiceProcess, startServiceProcess } from './processes.ts'
import { type Place, type Running, type Scenario, sendDuring } from './send-during.ts'

// The queue takes a job from a worker that has not renewed its lock for 30 s; leases of deliveries last 90 s.
const lockSeconds = 30
const blockMs = 36_000

/** Loaded before the worker: on SIGUSR2 its event loop stands still, as under a long computation. */
const blockOnSignal = `data:text/javascript,${encodeURIComponent(
  `process.on('SIGUSR2',()=>Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,${blockMs}))`,
)}`

async function withBlockedLoop(place: Place): Promise<Outcome> {
  const redis = await startOwnRedis()
  try {
    return await sendDuring(place, {
      onUncertain: 'hold',
      redisUrl: redis.url,
      workers: 2,
      env: { NODE_OPTIONS: `--import=${blockOnSignal}` },
      fault: blockLoop,
    })
  } finally {
    await redis.close()
  }
}

async function blockLoop({ place, sink, workers }: Running): Promise<void> {
  sink.setMode({ pauseMs: 500 })
  const isSending = async () => (await listTransmitting(place.db)).includes(workers[0]?.pid ?? 0)
  await waitUntil(isSending, 30_000)
  workers[0]?.signal('SIGUSR2')
  const lead = async () => (await readLead(place.db, workers[0]?.pid ?? 0)) ?? 0
  await waitUntil(async () => (await lead()) < -lockSeconds, blockMs)
  await waitUntil(async () => (await lead()) > -lockSeconds, blockMs)
}

/** The clock of a running worker goes an hour ahead and is set right again, each time noticed by its heartbeat. */
async function withMovedClock(place: Place): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-clock-'))
  const clock = path.join(folder, 'clock')
  const move = (by: string) => writeFile(clock, `${by}\n`)
  await move('+0')
  let started: readonly ServiceProcess[] = []
  try {
    return await sendDuring(place, {
      onUncertain: 'hold',
      env: {
        LD_PRELOAD: await findFaketime(),
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        // As with a real clock that is set, timers go on as before.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
      fault: async ({ sink, workers }) => {
        started = workers
        sink.setMode({ pauseMs: 500 })
        const lead = async () => (await readLead(place.db, workers[0]?.pid ?? 0)) ?? 0
        await move('+3600')
        await waitUntil(async () => (await lead()) > 3_000, 30_000)
        await move('+0')
        await waitUntil(async () => (await lead()) < 600, 30_000)
      },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
    // The library's own, which a process that was killed leaves behind.
    const left = started.flatMap(({ pid }) => [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    await Promise.all(left.map((name) => rm(`/dev/shm/${name}`, { force: true })))
  }
}

/** The library that the program `faketime` loads into others. */
async function findFaketime(): Promise<string> {
  const program = await ensureProgram({
    names: ['faketime'],
    debianPackage: 'faketime',
    hint: 'a fault is a clock that is moved',
  })
  const { stdout } = await promisify(execFile)(program, ['-f', '+0', 'printenv', 'LD_PRELOAD'])
  return stdout.trim()
}

/** Neither the worker nor the API can write a line of its log, and both do their work. */
async function withFullDisk(place: Place): Promise<Outcome> {
  const logFile = '/dev/full'
  return sendDuring(place, {
    onUncertain: 'hold',
    logFile,
    fault: async ({ env }) => {
      const port = await findFreePort()
      const api = startServiceProcess({ ...env, PORT: String(port) }, { service: 'api', logFile })
      try {
        await waitUntil(() => isReady(port), 60_000)
        for (let times = 0; times < 20; times += 1)
          if (!(await isReady(port))) throw new Error('the API stopped answering when its log was full')
      } finally {
        await api.kill()
      }
    },
  })
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** What may happen to a worker's own process and machine. */
export const processScenarios: readonly Scenario[] = [
  {
    name: 'SIGTERM',
    onUncertain: 'hold',
    expected: {},
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: async ({ workers }) => {
          workers[0]?.signal('SIGTERM')
          await workers[0]?.exited
        },
      }),
  },
  {
    name: `event loop blocked for ${blockMs / 1_000} s`,
    onUncertain: 'hold',
    expected: {},
    run: withBlockedLoop,
  },
  { name: 'clock an hour ahead and back', onUncertain: 'hold', expected: {}, run: withMovedClock },
  { name: 'disk full for the log', onUncertain: 'hold', expected: {}, run: withFullDisk },
]
