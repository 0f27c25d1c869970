import { type Command, Option } from 'commander'
import type { ImportOptions, ListOptions } from '../actions/papers.ts'
import type { Cli } from '../cli.ts'
import { wholeNumber } from '../values.ts'
import { registerPapersArchive } from './papers-archive.ts'

export function registerPapers(program: Command, cli: Cli): void {
  const papers = program.command('papers').description('the papers in the database')
  papers
    .command('import')
    .summary('read papers from a file')
    .description(
      'Read papers from JSON (an array) or JSON lines, gzipped or not. Importing again changes nothing. A record that cannot be read is named on stderr by its line (its position in an array) and the reason; the others are kept, and the exit code is 1.',
    )
    .argument('<file>', 'the file to read; - is stdin')
    .option('--backfill', 'fill the archive: these papers are found by search and enter no digest')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('../actions/papers.ts')
      await importFile(cli, file, options)
    })
  papers
    .command('list')
    .summary('the papers that readers see')
    .description('List the papers that readers see, trending or newest first.')
    .option('--topic <slug>', 'only this topic, e.g. tokenization')
    .option('--query <words>', 'only papers with these words; "a phrase", or, -without')
    .addOption(new Option('--sort <order>', 'the order').choices(['trending', 'new']).default('trending'))
    .option('--limit <number>', 'at most so many', wholeNumber(1, 10_000), 20)
    .option('--json', 'print a line of JSON per paper')
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/papers.ts')
      await list(cli, options)
    })
  papers
    .command('reclassify')
    .summary('find the topics of the stored papers again')
    .description(
      'Find the topics of every stored paper again and write those that differ. The worker does so by itself when a new release has other rules; this is for rules that were changed by hand.',
    )
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      const { reclassify } = await import('../actions/papers.ts')
      await reclassify(cli, options)
    })
  registerPapersArchive(papers, cli)
}
