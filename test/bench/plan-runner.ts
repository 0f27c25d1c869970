import { readFile } from 'node:fs/promises'
import { type PlanResult, planDue } from '../../services/delivery/plan.ts'
import { connectDatabase } from '../../services/platform/db/connect.ts'
import { buildLog } from '../../services/platform/log.ts'
import { cpuSecondsOf } from './cpu-time.ts'

/** The planner in a process of its own, so that its memory is nobody else's. */
process.title = 'bench-planner'

export type PlanOrder = { readonly databaseUrl: string; readonly serverPid: number; readonly now: string }

export type PlanReport = PlanResult & {
  readonly seconds: number
  readonly cpuSeconds: number
  /** Processor time of PostgreSQL meanwhile. */
  readonly serverSeconds: number
  readonly peakBytes: number
}

process.once('message', async (order: PlanOrder) => {
  process.send?.(await plan(order), () => process.exit(0))
})

async function plan({ databaseUrl, serverPid, now }: PlanOrder): Promise<PlanReport> {
  const database = connectDatabase(databaseUrl)
  const serverBefore = await cpuSecondsOf(serverPid)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await planDue({
    db: database.db,
    now: () => new Date(now),
    maxPapers: 10,
    describeSources: async () => ({ read: ['Hugging Face', 'arXiv'], partly: [], down: [] }),
    log: buildLog('warn', process.stderr),
  })
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  // A connection takes what it used with it when it is closed.
  const serverSeconds = (await cpuSecondsOf(serverPid)) - serverBefore
  await database.close()
  const cpuSeconds = (user + system) / 1e6
  return { ...result, seconds, cpuSeconds, serverSeconds, peakBytes: await readPeak() }
}

/** Not resourceUsage().maxRSS: that begins with what the parent held when it forked. */
async function readPeak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1_024
}
