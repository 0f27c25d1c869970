import { listPicks, removePick, savePick } from '../../digests/picks-store.ts'
import type { Frequency } from '../../subscribers/preferences.ts'
import { type Cli, UsageError } from '../cli.ts'
import { withDatabase } from '../context.ts'
import { printJson, printLines } from '../output.ts'

export type PickOptions = {
  cadence: Frequency
  date?: string
  by: string
  everyone?: boolean
  note?: string
  json?: boolean
}
export type ListOptions = { limit: number; json?: boolean }
export type RemoveOptions = { json?: boolean }

type Decision = { readonly paperId: number; readonly place?: 'pin' | 'hide' }

export async function pick(cli: Cli, decision: Decision, options: PickOptions): Promise<void> {
  const { cadence, date = null, by, everyone, note, json } = options
  requireFirstDay(cadence, date)
  const id = await withDatabase(cli, ({ db, now }) =>
    savePick(db, { ...decision, cadence, date, by, everyone, note }, now()),
  )
  if (json) return printJson(cli, { ok: true, id })
  return printLines(cli, [
    `Pick ${id}: it holds for digests of ${editionOf(cadence, date)} that are planned from now on.`,
  ])
}

/** Editions of a week are dated by its Monday, those of a month by its first. */
function requireFirstDay(cadence: Frequency, date: string | null): void {
  if (date === null || cadence === 'daily') return
  const isFirst =
    cadence === 'monthly' ? date.endsWith('-01') : new Date(`${date}T00:00:00Z`).getUTCDay() === 1
  if (isFirst) return
  throw new UsageError(
    cadence === 'monthly'
      ? 'A monthly edition has the date of the first of its month.'
      : 'A weekly edition has the date of its Monday.',
  )
}

function editionOf(cadence: Frequency, date: string | null): string {
  return date === null ? `the next ${cadence} edition` : `the ${cadence} edition of ${date}`
}

export async function list(cli: Cli, options: ListOptions): Promise<void> {
  const picks = await withDatabase(cli, ({ db }) => listPicks(db, options.limit))
  if (options.json) {
    for (const one of picks) await printJson(cli, one)
    return
  }
  if (picks.length === 0) return printLines(cli, ['Nothing was decided yet.'])
  await printLines(
    cli,
    picks.flatMap(({ id, cadence, date, paperId, title, place, everyone, note, by }) => [
      `${id} · ${editionOf(cadence, date)} · ${place ?? 'note'}${everyone ? ' for everyone' : ''} · by ${by}`,
      `  ${paperId} ${title}${note === null ? '' : ` — “${note}”`}`,
    ]),
  )
}

export async function remove(cli: Cli, pickId: number, options: RemoveOptions): Promise<void> {
  const removed = await withDatabase(cli, ({ db }) => removePick(db, pickId))
  if (options.json) return printJson(cli, { ok: true, removed })
  return printLines(cli, [removed ? `Pick ${pickId} is taken back.` : `There is no pick ${pickId}.`])
}
