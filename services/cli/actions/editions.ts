import { cancelEdition, pauseEdition, resumeEdition } from '../../delivery/edition-control.ts'
import type { Cli } from '../cli.ts'
import { withDatabase } from '../context.ts'
import { formatNumber, printJson, printLines } from '../output.ts'

export type ControlOptions = { readonly reason: string; readonly json?: boolean }

export async function pause(cli: Cli, editionId: number, options: ControlOptions): Promise<void> {
  await withDatabase(cli, ({ db }) => pauseEdition({ db }, editionId, options.reason))
  if (options.json) return printJson(cli, { ok: true, edition: editionId, state: 'paused' })
  return printLines(cli, [`Edition ${editionId} is paused. Send on with: editions resume ${editionId}`])
}

export async function resume(cli: Cli, editionId: number, options: ControlOptions): Promise<void> {
  await withDatabase(cli, ({ db }) => resumeEdition({ db }, editionId))
  if (options.json) return printJson(cli, { ok: true, edition: editionId, state: 'running' })
  return printLines(cli, [`Edition ${editionId} is sent on; the worker takes it up within a minute.`])
}

export async function cancel(cli: Cli, editionId: number, options: ControlOptions): Promise<void> {
  const unsent = await withDatabase(cli, ({ db }) => cancelEdition({ db }, editionId, options.reason))
  if (options.json) return printJson(cli, { ok: true, edition: editionId, state: 'cancelled', unsent })
  return printLines(cli, [
    `Edition ${editionId} is cancelled; ${formatNumber(unsent)} of its deliveries will not be sent.`,
  ])
}
