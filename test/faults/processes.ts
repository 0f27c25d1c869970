import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Received, SinkMode } from './sink-process.ts'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))
const sinkFile = fileURLToPath(new URL('./sink-process.ts', import.meta.url))

export type SinkProcess = {
  readonly url: string
  setMode(mode: SinkMode): void
  report(): Promise<{ received: Received[]; most: number }>
  close(): Promise<void>
}

const Report = z.object({
  received: z.array(z.object({ to: z.string(), messageId: z.string(), sha256: z.string() })),
  most: z.number(),
})

/** Starts the SMTP sink in a process of its own. */
export async function startSinkProcess(line: 'plain' | 'tls' = 'plain'): Promise<SinkProcess> {
  const child = fork(sinkFile, [line], { execArgv: ['--import', 'tsx'], stdio: 'inherit' })
  const exited = once(child, 'exit')
  const answer = async (): Promise<unknown> => (await once(child, 'message'))[0]
  const { url } = z.object({ url: z.string() }).parse(await answer())
  return {
    url,
    setMode: (mode) => void child.send({ mode }),
    report: async () => {
      child.send({ report: true })
      return Report.parse(await answer())
    },
    close: async () => {
      child.disconnect()
      await exited
    },
  }
}

export type ServiceProcess = {
  readonly pid: number
  /** By performance.now(). */
  readonly startedAt: number
  readonly isAlive: () => boolean
  /** True when it ended and nobody here had asked it to. */
  readonly hasDied: () => boolean
  /** SIGKILL: no handler, no flush, no goodbye. */
  kill(): Promise<void>
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGUSR2'): void
  readonly exited: Promise<unknown>
}

export type Environment = Readonly<Record<string, string | undefined>>

type Options = { readonly service?: 'worker' | 'api'; readonly logFile?: string | undefined }

/** Starts the real worker, or the real API. Its log goes to `logFile`, where one is given, else nowhere. */
export function startServiceProcess(env: Environment, options: Options = {}): ServiceProcess {
  const log = openSync(options.logFile ?? '/dev/null', 'a')
  const child: ChildProcess = spawn(process.execPath, [launcher, `${options.service ?? 'worker'}/main.ts`], {
    env: { PATH: process.env['PATH'], ...env },
    // The channel ends the process when the suite itself dies.
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const state = { alive: true, asked: false }
  const exited = once(child, 'exit').then(() => {
    state.alive = false
  })
  return {
    pid: child.pid ?? 0,
    startedAt: performance.now(),
    isAlive: () => state.alive,
    hasDied: () => !(state.alive || state.asked),
    kill: async () => {
      state.asked ||= state.alive
      child.kill('SIGKILL')
      await exited
    },
    signal: (signal) => {
      if (signal === 'SIGTERM') state.asked ||= state.alive
      child.kill(signal)
    },
    exited,
  }
}

/** The environment of a worker that sends as fast as it can to `smtpUrl`. */
export function workerEnvironment(settings: {
  databaseUrl: string
  redisUrl?: string | undefined
  smtpUrl: string
  onUncertain: 'resend' | 'hold'
  connections: number
}): Environment {
  return {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    SMTP_URL: settings.smtpUrl,
    PUBLIC_URL: 'https://broadsheet.test',
    MAIL_FROM: 'Broadsheet <news@broadsheet.test>',
    POSTAL_ADDRESS: '1 Example Street',
    SECRET_KEYS: 'a-test-key-that-is-long-enough-000',
    ON_UNCERTAIN: settings.onUncertain,
    SEND_CONNECTIONS: String(settings.connections),
    SEND_RATE: '100000',
    LOG_LEVEL: 'info',
  }
}
