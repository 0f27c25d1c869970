import { type Command, Option } from 'commander'
import type { AddOptions, ExportOptions, ImportOptions } from '../actions/subscribers.ts'
import type { Cli } from '../cli.ts'
import { wholeNumber } from '../values.ts'

export function registerSubscribers(program: Command, cli: Cli): void {
  const subscribers = program.command('subscribers').description('the readers')
  subscribers
    .command('import')
    .summary('add readers from a CSV file')
    .description(
      'Add readers whose consent you hold, without a confirmation mail. The first line names the columns: email, topics (slugs, separated by ; or space), and where you like frequency, timezone, hour, weekday, max_papers, categories, keywords, authors (these two separated by ;), status (only active rows are added). A row that cannot be read is named on stderr by its line, the others are kept, and the exit code is 1. Readers who are there already keep their own preferences; those who left or are suppressed are not added, and are named. Importing again changes nothing.',
    )
    .argument('<file>', 'the file to read; - is stdin')
    .option('--at-their-hour', 'the first edition comes at the hour of the reader, not at once')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('../actions/subscribers.ts')
      await importFile(cli, file, options)
    })
  subscribers
    .command('export')
    .summary('all readers as CSV')
    .description(
      'Print all readers as CSV to stdout, addresses in the clear. Cells that a spreadsheet would run as a formula begin with a quote, which `subscribers import` takes back.',
    )
    .option('--json', 'print a line of JSON per reader')
    .action(async (options: ExportOptions) => {
      const { exportAll } = await import('../actions/subscribers.ts')
      await exportAll(cli, options)
    })
  subscribers
    .command('add')
    .summary('add one reader')
    .description(
      'Add a reader whose consent you hold, without a confirmation mail. A reader who is there already keeps their own preferences.',
    )
    .argument('<email>', 'the address')
    .requiredOption('--topics <slugs>', 'the topics, separated by commas; "" is everything trending')
    .addOption(
      new Option('--frequency <cadence>', 'how often')
        .choices(['daily', 'weekly', 'monthly'])
        .default('daily'),
    )
    .option('--timezone <zone>', 'the time zone, e.g. Europe/Berlin', 'UTC')
    .option('--hour <hour>', 'the local hour', wholeNumber(0, 23), 7)
    .option('--at-their-hour', 'the first edition comes at that hour, not at once')
    .option('--json', 'print the result as JSON')
    .action(async (email: string, options: AddOptions) => {
      const { add } = await import('../actions/subscribers.ts')
      await add(cli, email, options)
    })
}
