import { type Cli, ReportedFailure } from '../cli.ts'
import type { Check, Environment } from '../doctor/check.ts'
import { checkMailServer, checkQueue, openForDoctor } from '../doctor/services.ts'
import { checkConfiguration, checkPublicUrl, checkReturnWays, checkSigning } from '../doctor/settings.ts'
import { checkLedger, checkSources } from '../doctor/work.ts'
import { alignColumns, endProgress, printJson, printLines, showProgress } from '../output.ts'

export type DoctorOptions = { json?: boolean }

export async function doctor(cli: Cli, options: DoctorOptions): Promise<void> {
  showProgress(cli, 'looking')
  const checks = await examine(cli).finally(() => endProgress(cli))
  const isFine = checks.every((check) => check.state !== 'fail')
  if (options.json) await printJson(cli, { ok: isFine, checks })
  else await printLines(cli, describe(checks))
  if (!isFine) throw new ReportedFailure('a check failed')
}

async function examine(cli: Cli): Promise<Check[]> {
  const { env } = cli
  const [stored, queue, mailServer] = await Promise.all([
    checkStored(env, cli.now()),
    checkQueue(env),
    checkMailServer(env),
  ])
  const [database, ...work] = stored
  return [
    checkConfiguration(env),
    ...(database ? [database] : []),
    queue,
    mailServer,
    checkSigning(env),
    checkReturnWays(env),
    checkPublicUrl(env),
    ...work,
  ]
}

async function checkStored(env: Environment, now: Date): Promise<Check[]> {
  const { check, database } = await openForDoctor(env)
  if (!database) return [check]
  try {
    return [check, ...(await checkSources(env, database, now)), ...(await checkLedger(database, now))]
  } finally {
    await database.close()
  }
}

function describe(checks: readonly Check[]): string[] {
  const lines = alignColumns(checks.map(({ state, name, found }) => [state, name, found]))
  return checks.flatMap(({ next }, index) => [lines[index] ?? '', ...(next ? [`      → ${next}`] : [])])
}
