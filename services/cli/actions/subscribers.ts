import { buildLinkSigner } from '../../platform/links.ts'
import { type AddDeps, type AddOutcome, addSubscribers, type NewEntry } from '../../subscribers/add.ts'
import { preferencesSchema } from '../../subscribers/preferences.ts'
import { readSubscribersCsv } from '../../subscribers/read-csv.ts'
import { streamSubscribers } from '../../subscribers/subscriber-store.ts'
import { csvHeader, toCsvRow } from '../../subscribers/write-csv.ts'
import { type Cli, ReportedFailure, UsageError } from '../cli.ts'
import { addressSchema, readConfig, withDatabase } from '../context.ts'
import { requireEmail } from '../email.ts'
import { nameInput, openInput } from '../input-file.ts'
import {
  counted,
  endProgress,
  formatNumber,
  printJson,
  printLines,
  printNote,
  showProgress,
} from '../output.ts'
import { requireTopics, topicNames } from '../topic-slugs.ts'
import { splitList } from '../values.ts'

export type ImportOptions = { atTheirHour?: boolean; json?: boolean }
export type ExportOptions = { json?: boolean }
export type AddOptions = {
  topics: string
  frequency: string
  timezone: string
  hour: number
  atTheirHour?: boolean
  json?: boolean
}

// One transaction each: large enough to be quick, small enough that little is lost when the file ends badly.
const batchSize = 1_000
// As many as anyone reads; the count tells the rest.
const mostNamed = 1_000

type Tally = Record<AddOutcome | 'inactive' | 'rejected', number>
type Numbered = { readonly line: number; readonly entry: NewEntry }
type Rejected = { readonly line: number; readonly reason: string }
type Imported = { readonly tally: Tally; readonly rejected: readonly Rejected[] }

export async function importFile(cli: Cli, file: string, options: ImportOptions): Promise<void> {
  const config = readConfig(cli, addressSchema)
  const input = await openInput(file)
  const { tally, rejected } = await withDatabase(cli, ({ db, now }) => {
    const deps = { db, now, links: buildLinkSigner(config.SECRET_KEYS) }
    const note = ({ line, reason }: Rejected) => printNote(cli, `${nameInput(file)}, line ${line}: ${reason}`)
    return addRows(deps, input, {
      atTheirHour: options.atTheirHour ?? false,
      note,
      onProgress: (added) => showProgress(cli, `${counted(added, 'reader')} added`),
    })
  }).finally(() => endProgress(cli))
  const read = Object.values(tally).reduce((sum, count) => sum + count, 0)
  const { rejected: rejectedCount, ...counts } = tally
  if (options.json)
    await printJson(cli, { ok: rejectedCount === 0, read, ...counts, rejected, rejectedCount })
  else await printLines(cli, [describe(read, tally)])
  if (rejectedCount > 0) throw new ReportedFailure('some rows could not be read')
}

type AddRowsOptions = {
  readonly atTheirHour: boolean
  /** Called for the first thousand rows that were not added, whatever the reason. */
  readonly note: (row: Rejected) => void
  readonly onProgress: (added: number) => void
}

async function addRows(
  deps: AddDeps,
  input: AsyncIterable<Uint8Array>,
  { atTheirHour, note, onProgress }: AddRowsOptions,
): Promise<Imported> {
  const tally: Tally = { added: 0, known: 0, left: 0, suppressed: 0, inactive: 0, rejected: 0 }
  const rejected: Rejected[] = []
  const refuse = (outcome: keyof Tally, row: Rejected) => {
    tally[outcome] += 1
    if (tally[outcome] > mostNamed) return
    note(row)
    if (outcome === 'rejected') rejected.push(row)
  }
  const store = async (batch: readonly Numbered[]) => {
    if (batch.length === 0) return
    const entries = batch.map(({ entry }) => entry)
    const outcomes = await addSubscribers(deps, entries, { atTheirHour })
    for (const [index, { line }] of batch.entries()) {
      const outcome = outcomes[index] ?? 'known'
      const reason = refusals[outcome]
      if (reason) refuse(outcome, { line, reason })
      else tally[outcome] += 1
    }
    onProgress(tally.added)
  }
  let batch: Numbered[] = []
  for await (const row of readSubscribersCsv(input, new Set(topicNames().keys()))) {
    if ('entry' in row) batch.push(row)
    else if ('inactive' in row) tally.inactive += 1
    else refuse('rejected', { line: row.line, reason: row.rejected })
    if (batch.length < batchSize) continue
    await store(batch)
    batch = []
  }
  await store(batch)
  return { tally, rejected }
}

const refusals: Readonly<Partial<Record<AddOutcome, string>>> = {
  left: 'not added: this person unsubscribed; they can sign up again themselves',
  suppressed: 'not added: this address is on the suppression list',
}

function describe(read: number, tally: Tally): string {
  const parts = [
    `${formatNumber(tally.added)} added`,
    `${formatNumber(tally.known)} known already`,
    ...(tally.left > 0 ? [`${formatNumber(tally.left)} had unsubscribed`] : []),
    ...(tally.suppressed > 0 ? [`${formatNumber(tally.suppressed)} suppressed`] : []),
    ...(tally.inactive > 0 ? [`${formatNumber(tally.inactive)} not active in the file`] : []),
    `${formatNumber(tally.rejected)} rejected`,
  ]
  return `${counted(read, 'row')}: ${parts.join(', ')}`
}

export async function exportAll(cli: Cli, options: ExportOptions): Promise<void> {
  await withDatabase(cli, async ({ db }) => {
    if (!options.json) await cli.out.write(csvHeader)
    let written = 0
    for await (const reader of streamSubscribers(db)) {
      if (options.json) await printJson(cli, reader)
      else await cli.out.write(toCsvRow(reader))
      written += 1
      if (written % batchSize === 0) showProgress(cli, counted(written, 'reader'))
    }
    endProgress(cli)
  })
}

export async function add(cli: Cli, text: string, options: AddOptions): Promise<void> {
  const { email } = requireEmail(text)
  const topics = requireTopics(splitList(options.topics))
  const { frequency, timezone, hour } = options
  const parsed = preferencesSchema(new Set(topics)).safeParse({ topics, frequency, timezone, hour })
  if (!parsed.success) throw new UsageError(parsed.error.issues.map((issue) => issue.message).join(' '))
  const config = readConfig(cli, addressSchema)
  const [outcome = 'known'] = await withDatabase(cli, ({ db, now }) =>
    addSubscribers(
      { db, now, links: buildLinkSigner(config.SECRET_KEYS) },
      [{ email, preferences: parsed.data }],
      {
        atTheirHour: options.atTheirHour ?? false,
      },
    ),
  )
  const refusal = refusals[outcome]
  if (options.json) await printJson(cli, { ok: !refusal, email, outcome })
  else if (!refusal)
    await printLines(cli, [
      `${email} ${outcome === 'added' ? 'is a reader now.' : 'is a reader already and keeps their preferences.'}`,
    ])
  if (!refusal) return
  const next = outcome === 'suppressed' ? ` Take it off with: suppressions remove ${email}` : ''
  printNote(cli, `${email}: ${refusal}.${next}`)
  throw new ReportedFailure(refusal)
}
