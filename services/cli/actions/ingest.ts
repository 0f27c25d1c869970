import type { z } from 'zod'
import { connectSources } from '../../papers/connect-sources.ts'
import { runSource, type SourceRun } from '../../papers/run-source.ts'
import { everySource } from '../../papers/sources/index.ts'
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

export type IngestOptions = { source?: string; json?: boolean }

/** Undefined: another process was reading it. */
type Told = { readonly name: string; readonly run: SourceRun | undefined }

export async function ingest(cli: Cli, options: IngestOptions): Promise<void> {
  const { config, names } = readWanted(cli, options.source)
  const told = await withDatabase(cli, (context) => readAll(cli, context, { config, names }), {
    drains: true,
  })
  if (options.json) await printJson(cli, { ok: !told.some(hasFailed), sources: told.map(toJson) })
  else await printLines(cli, told.map(describe))
  for (const { name, run } of told.filter(hasFailed)) printNote(cli, `${name} failed: ${run?.reason ?? ''}`)
  if (told.some(hasFailed)) throw new ReportedFailure('a source failed')
}

type Wanted = { readonly config: z.infer<typeof sourceSchema>; readonly names: readonly string[] }

/** `arxiv` is its feeds alone here; the worker also reconciles them, `--source arxiv-oai` does so now. */
function readWanted(cli: Cli, only: string | undefined): Wanted {
  // A source that is named here needs a contact as much as one of SOURCES, so it is checked as one.
  const env = only === undefined ? cli.env : { ...cli.env, SOURCES: cli.env['SOURCES'] || 'huggingface' }
  const config = readConfig({ env }, sourceSchema)
  const feeds = config.FEEDS.map(({ name }) => `feed:${name}`)
  const names = only === undefined ? [...config.SOURCES, ...feeds] : [only]
  if (names.length === 0)
    throw new Error(
      'No source is set up. Set SOURCES=huggingface,arxiv and OPERATOR_CONTACT, or name one with --source.',
    )
  const known = [...everySource, ...feeds]
  if (only === undefined || known.includes(only)) return { config, names }
  throw new UsageError(`There is no source ${only}. Known ones: ${known.join(', ')}.`)
}

async function readAll(cli: Cli, { db, now }: StorageContext, { config, names }: Wanted): Promise<Told[]> {
  const classify = buildClassifier(loadTopics())
  const { sources, http } = connectSources({ db, now }, config, names)
  const deps = { db, classify, http, now, signal: cli.signal, rawAnswerDays: config.RAW_ANSWER_DAYS }
  const told: Told[] = []
  try {
    for (const source of sources) {
      if (cli.signal.aborted) break
      showProgress(cli, `reading ${source.name}`)
      told.push({ name: source.name, run: await runSource({ ...deps, source }) })
    }
  } finally {
    await http.close()
    endProgress(cli)
  }
  if (told.some(({ run }) => run && run.added + run.changed > 0)) await rescorePapers({ db, now })
  return told
}

function hasFailed({ run }: Told): boolean {
  return run?.state === 'failed'
}

function toJson({ name, run }: Told) {
  if (!run) return { source: name, state: 'busy' }
  const { state, announced, seen, added, changed, rejected, rejectedCount, reason, nextAt } = run
  return { source: name, state, announced, seen, added, changed, rejectedCount, rejected, reason, nextAt }
}

function describe({ name, run }: Told): string {
  if (!run) return `${name}: another process is reading it now`
  if (run.state === 'failed') return `${name}: failed`
  if (run.state === 'unchanged') return `${name}: nothing changed since the last time`
  const rejected = run.rejectedCount > 0 ? `, ${formatNumber(run.rejectedCount)} rejected` : ''
  const partly = run.reason ? `; but not all of it: ${run.reason}` : ''
  return `${name}: ${counted(run.seen, 'paper')} read, ${formatNumber(run.added)} added, ${formatNumber(run.changed)} changed${rejected}${partly}`
}
