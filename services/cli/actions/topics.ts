import { readRecords } from '../../papers/read-records.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { type Cli, ReportedFailure } from '../cli.ts'
import { openInput } from '../input-file.ts'
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
      printNote(cli, `${file}, line ${entry.line}: ${entry.rejected}`)
      continue
    }
    await printJson(cli, { id: entry.givenId ?? entry.record.canonicalId, topics: classify(entry.record) })
    if (read % 500 === 0) showProgress(cli, `${counted(read, 'record')} read`)
  }
  endProgress(cli)
  if (rejected > 0) throw new ReportedFailure('some records could not be read')
}
