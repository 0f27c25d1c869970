import { readSnapshots } from '../../papers/read-snapshots.ts'
import { type Agreement, replayTrending } from '../../papers/trending-replay.ts'
import { type Cli, ReportedFailure } from '../cli.ts'
import { openInput } from '../input-file.ts'
import { alignColumns, counted, printJson, printLines, printNote } from '../output.ts'

export type ReplayOptions = { json?: boolean }

const mostNamed = 20

export async function replay(cli: Cli, file: string, options: ReplayOptions): Promise<void> {
  const { papers, lines, rejected } = await readSnapshots(await openInput(file))
  for (const { line, reason } of rejected.slice(0, mostNamed))
    printNote(cli, `${file}, line ${line}: ${reason}`)
  const unnamed = rejected.length - mostNamed
  if (unnamed > 0) printNote(cli, `and ${counted(unnamed, 'more line')} that cannot be read`)
  const lists = replayTrending(papers)
  const isEnough = lists.some(({ days }) => days > 0)
  const ok = isEnough && rejected.length === 0
  if (options.json)
    await printJson(cli, { ok, lines, papers: papers.length, rejectedCount: rejected.length, lists })
  else
    await printLines(
      cli,
      lists.flatMap((list) => [
        `${list.meaning} (${counted(list.days, 'day')}, ${counted(list.papers, 'paper')})`,
        ...alignColumns([
          ['', 'Spearman', 'nDCG@10', 'Spearman within topics'],
          ...list.rankings.map(({ name, ...agreement }) => [name, ...figuresOf(agreement)]),
        ]),
        '',
      ]),
    )
  if (!isEnough)
    printNote(
      cli,
      'No day can be replayed: it takes five papers listed before a noon and readings three days after it.',
    )
  if (!ok) throw new ReportedFailure('not all could be replayed')
}

function figuresOf({ spearman, ndcg10, withinTopic }: Agreement): string[] {
  return [spearman, ndcg10, withinTopic].map((value) => value?.toFixed(3) ?? '')
}
