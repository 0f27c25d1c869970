import { readRecords } from '../../papers/read-records.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { evaluateTopics } from '../../papers/topics/evaluate.ts'
import { formatEvaluation } from '../../papers/topics/format-evaluation.ts'
import { type LabelledPaper, readLabelledPapers } from '../../papers/topics/labelled.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { type Cli, ReportedFailure, UsageError } from '../cli.ts'
import { nameInput, openInput } from '../input-file.ts'
import { counted, endProgress, printJson, printNote, showProgress } from '../output.ts'

/** One line per good record, under the id the file gives it, else the canonical one. */
export async function classifyFile(cli: Cli, file: string): Promise<void> {
  const input = await openInput(file)
  const classify = buildClassifier(loadTopics())
  let read = 0
  let rejected = 0
  for await (const entry of readRecords(input)) {
    if (cli.signal.aborted) throw cli.signal.reason
    read += 1
    if ('rejected' in entry) {
      rejected += 1
      printNote(cli, `${nameInput(file)}, line ${entry.line}: ${entry.rejected}`)
      continue
    }
    await printJson(cli, { id: entry.givenId ?? entry.record.canonicalId, topics: classify(entry.record) })
    if (read % 500 === 0) showProgress(cli, `${counted(read, 'record')} read`)
  }
  endProgress(cli)
  if (rejected > 0) throw new ReportedFailure('some records could not be read')
}

export type EvaluateOptions = { set?: string; json?: boolean }

export async function evaluateFile(cli: Cli, file: string, options: EvaluateOptions): Promise<void> {
  const all = readLabels(file)
  const papers = all.filter((paper) => options.set === undefined || paper.set === options.set)
  if (papers.length === 0) {
    const sets = [...new Set(all.map((paper) => paper.set))].join(', ')
    throw new UsageError(`There is no paper of the set ${options.set}. The sets are: ${sets}`)
  }
  const evaluation = evaluateTopics({ classify: buildClassifier(loadTopics()) }, papers)
  if (options.json) return printJson(cli, evaluation)
  return cli.out.write(formatEvaluation(evaluation))
}

function readLabels(file: string): readonly LabelledPaper[] {
  try {
    return readLabelledPapers(file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be read as labelled papers (gzipped JSON lines).`, { cause })
  }
}
