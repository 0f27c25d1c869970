import { readRecords } from '../../papers/read-records.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { evaluateTopics, type Figures } from '../../papers/topics/evaluate.ts'
import { evaluateSets, type SetFigures } from '../../papers/topics/evaluate-sets.ts'
import { formatEvaluation } from '../../papers/topics/format-evaluation.ts'
import { isBlind, type LabelledPaper, readLabelledPapers } from '../../papers/topics/labelled.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { type Cli, ReportedFailure, UsageError } from '../cli.ts'
import { nameInput, openInput } from '../input-file.ts'
import {
  alignColumns,
  counted,
  endProgress,
  printJson,
  printLines,
  printNote,
  showProgress,
} from '../output.ts'

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

export type EvaluateOptions = { set?: string; blind?: boolean; json?: boolean }

export async function evaluateFile(cli: Cli, file: string, options: EvaluateOptions): Promise<void> {
  const all = readLabels(file)
  const papers = choosePapers(all, options)
  const classify = buildClassifier(loadTopics())
  const evaluation = evaluateTopics({ classify }, papers)
  const sets = papers === all ? evaluateSets({ classify }, all) : []
  if (options.json) return printJson(cli, sets.length > 0 ? { ...evaluation, sets } : evaluation)
  await cli.out.write(formatEvaluation(evaluation))
  if (sets.length > 0) await printLines(cli, ['', ...alignColumns(setRows(sets))])
}

function choosePapers(all: readonly LabelledPaper[], { set, blind }: EvaluateOptions) {
  if (set === undefined && !blind) return all
  const papers = all.filter((paper) => (blind ? isBlind(paper) : paper.set === set))
  if (papers.length > 0) return papers
  const sets = [...new Set(all.map((paper) => paper.set))].join(', ')
  const missing = blind ? 'There is no paper of a blind set' : `There is no paper of the set ${set}`
  throw new UsageError(`${missing}. The sets are: ${sets}`)
}

function setRows(sets: readonly SetFigures[]): readonly (readonly string[])[] {
  const digits = ({ precision, recall, f1 }: Figures) =>
    [precision, recall, f1].map((figure) => figure.toFixed(2))
  return [
    ['set', 'papers', 'micro P', 'R', 'F1', 'macro P', 'R', 'F1', 'use'],
    ...sets.map(({ set, papers, micro, macro, blind }) => [
      set,
      String(papers),
      ...digits(micro),
      ...digits(macro),
      blind ? 'blind' : 'development',
    ]),
  ]
}

function readLabels(file: string): readonly LabelledPaper[] {
  try {
    return readLabelledPapers(file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be read as labelled papers (gzipped JSON lines).`, { cause })
  }
}
