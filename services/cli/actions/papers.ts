import { explainPapers } from '../../papers/explain-papers.ts'
import { importPapers } from '../../papers/ingest.ts'
import { listPapers, type PaperSummary } from '../../papers/list-papers.ts'
import { reclassifyPapers } from '../../papers/reclassify.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { readTopicVersion } from '../../papers/topics/version.ts'
import { rescorePapers } from '../../papers/trending.ts'
import { type Cli, ReportedFailure } from '../cli.ts'
import { withDatabase } from '../context.ts'
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
import { requireTopics } from '../topic-slugs.ts'

export type ImportOptions = { json?: boolean; backfill?: boolean }
export type ListOptions = {
  json?: boolean
  topic?: string
  query?: string
  sort: 'trending' | 'new'
  limit: number
}

export async function importFile(cli: Cli, file: string, options: ImportOptions): Promise<void> {
  const input = await openInput(file)
  const result = await withDatabase(cli, async ({ db, now }) => {
    const deps = { db, now, classify: buildClassifier(loadTopics()) }
    const imported = await importPapers(deps, input, {
      source: 'file',
      listing: options.backfill ? 'backfill' : 'news',
      onProgress: (read) => showProgress(cli, `${counted(read, 'record')} read`),
    }).finally(() => endProgress(cli))
    await rescorePapers(deps)
    return imported
  })
  for (const { line, reason } of result.rejected)
    printNote(cli, `${nameInput(file)}, line ${line}: ${reason}`)
  const unnamed = result.rejectedCount - result.rejected.length
  if (unnamed > 0) printNote(cli, `and ${counted(unnamed, 'more record')} that cannot be read`)
  if (options.json) await printJson(cli, { ok: result.rejectedCount === 0, ...result })
  else {
    const { added, changed, unchanged, rejectedCount } = result
    await printLines(cli, [
      `${counted(result.read, 'record')}: ${formatNumber(added)} added, ${formatNumber(changed)} changed, ${formatNumber(unchanged)} unchanged, ${formatNumber(rejectedCount)} rejected`,
    ])
  }
  if (result.rejectedCount > 0) throw new ReportedFailure('some records could not be read')
}

export async function reclassify(cli: Cli, options: { json?: boolean }): Promise<void> {
  const result = await withDatabase(cli, async ({ db, now }) => {
    const deps = { db, now, classify: buildClassifier(loadTopics()) }
    const found = await reclassifyPapers(deps, {
      version: readTopicVersion(),
      again: true,
      onProgress: (checked) => showProgress(cli, `${counted(checked, 'paper')} looked at`),
    }).finally(() => endProgress(cli))
    if (found.changed > 0) await rescorePapers(deps)
    return found
  })
  if (options.json) await printJson(cli, { ok: true, ...result })
  else
    await printLines(cli, [
      `${counted(result.checked, 'paper')} looked at, the topics of ${formatNumber(result.changed)} changed`,
    ])
}

// What listPapers gives at most at once.
const pageSize = 100

export async function list(cli: Cli, options: ListOptions): Promise<void> {
  if (options.topic !== undefined) requireTopics([options.topic])
  await withDatabase(cli, async ({ db, now }) => {
    let left = options.limit
    let cursor: string | undefined
    do {
      const { topic, query, sort } = options
      const page = await listPapers(db, { topic, query, sort, limit: Math.min(left, pageSize), cursor })
      if (page.papers.length === 0 && left === options.limit && !options.json)
        printNote(cli, 'There is no such paper yet. `papers import` and `ingest` bring papers.')
      const parts = options.json ? await explainPapers(db, page.papers, now()) : new Map()
      for (const paper of page.papers) {
        if (options.json) await printJson(cli, { ...paper, trending: parts.get(paper.id) ?? null })
        else await printLines(cli, describe(paper))
      }
      left -= page.papers.length
      cursor = page.nextCursor
    } while (cursor !== undefined && left > 0)
  })
}

function describe(paper: PaperSummary): string[] {
  const day = paper.listedAt?.toISOString().slice(0, 10) ?? 'not listed'
  const topics = paper.topics.map((topic) => topic.slug).join(', ') || 'no topic'
  return [
    `${paper.title}`,
    `  ${paper.id} · ${day} · score ${paper.score.toFixed(2)} · ${counted(paper.upvotes, 'vote')} · ${topics} · ${paper.url}`,
  ]
}
