import { expect, test } from 'vitest'
import { type JobName, jobNames } from '../../services/job-names.ts'
import { buildLog } from '../../services/platform/log.ts'
import type { JobHandler } from '../../services/platform/queue/connect-queue.ts'
import { buildRunner } from '../../services/worker/runner.ts'
import { buildWake, startTimers } from '../../services/worker/timers.ts'
import { waitUntil } from '../harness/wait-until.ts'

const logged: string[] = []
const log = buildLog('info', { write: (line: string) => void logged.push(line) })
const nothing: JobHandler = async () => {}

function handlersWith(deliver: JobHandler): Readonly<Record<JobName, JobHandler>> {
  return {
    'send-notices': nothing,
    'plan-digests': nothing,
    'deliver-digests': deliver,
    'ingest-sources': nothing,
    'score-papers': nothing,
    'read-bounces': nothing,
    sweep: nothing,
  }
}

test('a job runs once at a time in a process, and any number of requests meanwhile lead to one more run', async () => {
  const state = { running: 0, most: 0, runs: 0 }
  const gates: (() => void)[] = []
  const runner = buildRunner(
    handlersWith(async () => {
      state.running += 1
      state.runs += 1
      state.most = Math.max(state.most, state.running)
      await new Promise<void>((resolve) => gates.push(resolve))
      state.running -= 1
    }),
    log,
  )
  const signal = new AbortController().signal
  const asked = [
    runner.run('deliver-digests'),
    runner.handlers['deliver-digests']({ signal }),
    runner.run('deliver-digests'),
  ]
  gates[0]?.()
  await waitUntil(() => gates.length === 2)
  gates[1]?.()
  await Promise.all(asked)
  expect(state).toEqual({ running: 0, most: 1, runs: 2 })
  void runner.run('deliver-digests')
  expect(state.runs).toBe(3)
})

test('a run that fails is told to the queue, logged for the timer, and followed by the next', async () => {
  const state = { runs: 0 }
  const runner = buildRunner(
    handlersWith(async () => {
      state.runs += 1
      throw new Error('no database')
    }),
    log,
  )
  const signal = new AbortController().signal
  await expect(runner.handlers['deliver-digests']({ signal })).rejects.toThrow('no database')
  await runner.run('deliver-digests')
  expect(state.runs).toBe(2)
  expect(logged.join('')).toContain('a job failed')
})

test('closing aborts what runs and waits for its end', async () => {
  const state = { ended: false }
  const runner = buildRunner(
    handlersWith(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      state.ended = true
    }),
    log,
  )
  void runner.run('deliver-digests')
  await runner.close()
  expect(state.ended).toBe(true)
})

test('a queue that is away keeps no job from running', async () => {
  const ran: JobName[] = []
  const ways = {
    wake: () => Promise.reject(new Error('no Redis')),
    run: async (job: JobName) => void ran.push(job),
  }
  const timers = startTimers(ways, {
    intervalsMs: {
      'send-notices': 60_000,
      'plan-digests': 60_000,
      'deliver-digests': 60_000,
      'ingest-sources': 60_000,
      'score-papers': 60_000,
      'read-bounces': 60_000,
      sweep: 60_000,
    },
    log,
  })
  await waitUntil(() => ran.length === jobNames.length)
  timers.close()
  await buildWake(ways, log)('deliver-digests')
  expect(ran.filter((job) => job === 'deliver-digests')).toHaveLength(2)
})
