import type { Command } from 'commander'
import type { IngestOptions } from '../actions/ingest.ts'
import type { Cli } from '../cli.ts'

export function registerIngest(program: Command, cli: Cli): void {
  program
    .command('ingest')
    .summary('read the sources now')
    .description(
      'Read the sources that SOURCES names now, due or not, and store what they tell. A source that fails is named with its reason and tried again later by the worker; the others are read all the same, and the exit code is 1.',
    )
    .option('--source <name>', 'only this one: huggingface, arxiv, … also where SOURCES does not name it')
    .option('--json', 'print the result as JSON')
    .action(async (options: IngestOptions) => {
      const { ingest } = await import('../actions/ingest.ts')
      await ingest(cli, options)
    })
}
