import { type Command, InvalidArgumentError } from 'commander'
import type { BackfillOptions, ReplayOptions } from '../actions/papers-archive.ts'
import type { Cli } from '../cli.ts'

/** Below `papers`: what fills the archive from sources. */
export function registerPapersArchive(papers: Command, cli: Cli): void {
  papers
    .command('backfill')
    .summary('fill the archive from a source')
    .description(
      'Read what a source has of some days into the archive: found by search, in no digest. arxiv means its OAI-PMH interface; arxiv-api, its query API, knows days of submission but refuses at times. Days that could not be read are named, and the exit code is 1; the others are kept, and asking again costs nothing.',
    )
    .requiredOption('--source <name>', 'huggingface, arxiv, arxiv-api, biorxiv or medrxiv')
    .requiredOption('--from <day>', 'the first day, e.g. 2026-10-01', readDay)
    .option('--until <day>', 'the last day; absent: today', readDay)
    .option('--json', 'print the result as JSON')
    .action(async (options: BackfillOptions) => {
      const { backfill } = await import('../actions/papers-archive.ts')
      await backfill(cli, options)
    })
  papers
    .command('replay-source')
    .summary('read the kept answers of a source again')
    .description(
      'Read again what a source answered in the last days (RAW_ANSWER_DAYS), as after a bug of its parser was mended. No server is asked. Papers that had been lost are news now; votes may rise and never fall.',
    )
    .argument('<source>', 'huggingface, arxiv, arxiv-oai, biorxiv, medrxiv or feed:NAME')
    .option('--since <day>', 'only answers from this day on, e.g. 2026-11-20', readDay)
    .option('--json', 'print the result as JSON')
    .action(async (source: string, options: ReplayOptions) => {
      const { replay } = await import('../actions/papers-archive.ts')
      await replay(cli, source, options)
    })
}

/** Midnight, UTC, of a day of the calendar. */
function readDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text))
    return day
  throw new InvalidArgumentError('Give a day such as 2026-10-01.')
}
