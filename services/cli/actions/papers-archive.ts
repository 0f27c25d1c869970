import { backfillSource } from '../../papers/backfill.ts'
import { connectSources } from '../../papers/connect-sources.ts'
import { replaySource } from '../../papers/replay-source.ts'
import { everySource } from '../../papers/sources/index.ts'
import type { PaperSource } from '../../papers/sources/source.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { rescorePapers } from '../../papers/trending.ts'
import { type Cli, ReportedFailure, UsageError } from '../cli.ts'
import { readConfig, type StorageContext, sourceSchema, withDatabase } from '../context.ts'
import {
  counted,
  endProgress,
  formatNumber,
  printJson,
  printLines,
  printNote,
  showProgress,
} from '../output.ts'

export type BackfillOptions = { source: string; from: Date; until?: Date; json?: boolean }
export type ReplayOptions = { since?: Date; json?: boolean }

type SourceConfig = ReturnType<typeof readSourceConfig>

export async function backfill(cli: Cli, options: BackfillOptions): Promise<void> {
  // Its feeds hold one batch; the interface made for copying holds all.
  const name = options.source === 'arxiv' ? 'arxiv-oai' : options.source
  const until = options.until ?? new Date(Math.floor(cli.now().getTime() / dayMs) * dayMs)
  if (!everySource.some((known) => known === name))
    throw new UsageError(`There is no archive of ${options.source}. Known ones: ${everySource.join(', ')}.`)
  if (until < options.from) throw new UsageError('--until lies before --from.')
  const config = readSourceConfig(cli)
  const result = await withDatabase(
    cli,
    (context) =>
      withSource(cli, context, {
        config,
        name,
        work: (deps) =>
          backfillSource(deps, {
            from: options.from,
            until,
            onProgress: (reached) => showProgress(cli, `read to ${reached.toISOString().slice(0, 10)}`),
          }),
      }),
    { drains: true },
  ).finally(() => endProgress(cli))
  const isWhole = result.faults.length === 0
  for (const fault of result.faults) printNote(cli, fault)
  if (options.json) await printJson(cli, { ok: isWhole, source: name, ...result })
  else await printLines(cli, [describe(name, result)])
  if (!isWhole) throw new ReportedFailure('some days could not be read')
}

const dayMs = 86_400_000

export async function replay(cli: Cli, name: string, options: ReplayOptions): Promise<void> {
  const config = readSourceConfig(cli)
  const result = await withDatabase(cli, async (context) => {
    const replayed = await withSource(cli, context, {
      config,
      name,
      work: (deps) => replaySource(deps, options.since ?? new Date(0)),
    })
    if (replayed.added + replayed.changed > 0) await rescorePapers(context)
    return replayed
  })
  const isWhole = result.failed === 0
  if (options.json) await printJson(cli, { ok: isWhole, source: name, ...result })
  else
    await printLines(cli, [
      `${counted(result.runs, 'reading')} of ${name} read again, ${formatNumber(result.failed)} of them in vain`,
      describe(name, result),
    ])
  if (!isWhole) throw new ReportedFailure('some answers could not be read')
}

type Told = {
  readonly seen: number
  readonly added: number
  readonly changed: number
  readonly rejectedCount: number
}

function describe(name: string, { seen, added, changed, rejectedCount }: Told): string {
  return `${name}: ${counted(seen, 'paper')} read, ${formatNumber(added)} added, ${formatNumber(changed)} changed, ${formatNumber(rejectedCount)} rejected`
}

/** A source that is named here needs a contact as much as one of SOURCES, so it is checked as one. */
function readSourceConfig(cli: Cli) {
  return readConfig({ env: { ...cli.env, SOURCES: cli.env['SOURCES'] || 'huggingface' } }, sourceSchema)
}

type SourceDeps = StorageContext & {
  readonly source: PaperSource
  readonly classify: ReturnType<typeof buildClassifier>
  readonly http: ReturnType<typeof connectSources>['http']
  readonly signal: AbortSignal
}

type SourceWork<Result> = {
  readonly config: SourceConfig
  readonly name: string
  readonly work: (deps: SourceDeps) => Promise<Result>
}

async function withSource<Result>(
  cli: Cli,
  context: StorageContext,
  { config, name, work }: SourceWork<Result>,
): Promise<Result> {
  const { sources, http } = connectSources(context, config, [name])
  try {
    const [source] = sources
    if (!source) throw new UsageError(`There is no source ${name}.`)
    const classify = buildClassifier(loadTopics())
    return await work({ ...context, source, http, classify, signal: cli.signal })
  } finally {
    await http.close()
  }
}
