import type { Db } from '../../services/platform/db/connect.ts'
import { compare, type Outcome, readStates, seedEdition } from './edition.ts'
import type { Expected } from './expected.ts'
import { finishEdition, waitForMails } from './finish.ts'
import {
  type Environment,
  type ServiceProcess,
  type SinkProcess,
  startServiceProcess,
  startSinkProcess,
  workerEnvironment,
} from './processes.ts'

export type Place = { readonly db: Db; readonly databaseUrl: string; readonly readers: number }

export type Scenario = {
  readonly name: string
  readonly onUncertain: 'resend' | 'hold'
  readonly expected: Expected
  /** Part of every run of the tests; the others are for the long run. */
  readonly isShort?: true
  run(place: Place): Promise<Outcome>
}

export type Running = {
  readonly place: Place
  readonly env: Environment
  readonly sink: SinkProcess
  readonly workers: ServiceProcess[]
  readonly start: () => ServiceProcess
}

export type Setting = {
  readonly onUncertain?: 'resend' | 'hold'
  readonly redisUrl?: string
  readonly databaseUrl?: string
  readonly workers?: number
  readonly line?: 'plain' | 'tls'
  readonly logFile?: string
  /** Further variables of the workers. */
  readonly env?: Environment
  /** What goes wrong, once some mails have arrived. */
  readonly fault: (running: Running) => Promise<void>
}

/** SEND_CONNECTIONS of every worker. */
export const connections = 5

/** Sends an edition with real workers, lets the fault happen in the middle of it, and compares at the end. */
export async function sendDuring(place: Place, setting: Setting): Promise<Outcome> {
  await seedEdition(place.db, place.readers)
  const sink = await startSinkProcess(setting.line)
  sink.setMode({ pauseMs: 50 })
  const env = {
    ...workerEnvironment({
      databaseUrl: setting.databaseUrl ?? place.databaseUrl,
      redisUrl: setting.redisUrl,
      smtpUrl: sink.url,
      onUncertain: setting.onUncertain ?? 'resend',
      connections,
    }),
    ...setting.env,
  }
  const everyone: ServiceProcess[] = []
  const start = () => {
    const worker = startServiceProcess(env, { logFile: setting.logFile })
    everyone.push(worker)
    return worker
  }
  const workers = Array.from({ length: setting.workers ?? 1 }, start)
  try {
    await waitForMails(sink, Math.min(40, place.readers / 4))
    await setting.fault({ place, env, sink, workers, start })
    sink.setMode('accept')
    await finishEdition({ db: place.db, workers, start })
    const { received } = await sink.report()
    const died = everyone.filter((worker) => worker.hasDied()).length
    return compare({ readers: place.readers, rows: await readStates(place.db), received, died })
  } finally {
    await Promise.all(everyone.map((worker) => worker.kill()))
    await sink.close()
  }
}
