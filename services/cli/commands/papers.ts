import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { importPapers } from '../../papers/ingest.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { rescorePapers } from '../../papers/trending-store.ts'
import { withDatabase } from '../context.ts'
import { endProgress, formatNumber, printJson, printLines, showProgress } from '../output.ts'

export function registerPapers(program: Command): void {
  const papers = program.command('papers').description('the papers in the database')
  papers
    .command('import <file>')
    .description(
      'read papers from JSON (an array) or JSON lines, gzipped or not; importing again changes nothing',
    )
    .option('--json', 'print the result as JSON')
    .action(importFile)
}

async function importFile(file: string, options: { json?: boolean }): Promise<void> {
  await requireFile(file)
  await withDatabase(async ({ database, now }) => {
    const deps = { db: database.db, now, classify: buildClassifier(loadTopics()) }
    const onProgress = (read: number) => showProgress(`${formatNumber(read)} records read`)
    const result = await importPapers(deps, createReadStream(file), { source: 'file', onProgress }).finally(
      endProgress,
    )
    await rescorePapers(deps)
    if (options.json) return printJson({ ok: result.rejectedCount === 0, ...result })
    printLines([
      `${formatNumber(result.read)} records: ${formatNumber(result.added)} added, ${formatNumber(result.changed)} changed, ${formatNumber(result.unchanged)} unchanged, ${formatNumber(result.rejectedCount)} rejected`,
      ...result.rejected.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ])
  })
}

async function requireFile(file: string): Promise<void> {
  const info = await stat(file).catch((cause: unknown) => {
    throw new Error(`There is no file ${file}.`, { cause })
  })
  if (!info.isFile()) throw new Error(`${file} is not a file.`)
}
