import { type Command, Option } from 'commander'
import type { PreviewOptions } from '../actions/digests-preview.ts'
import type { RunOptions } from '../actions/digests-run.ts'
import type { Cli } from '../cli.ts'
import { parseInstant } from '../values.ts'

export function registerDigests(program: Command, cli: Cli): void {
  const digests = program.command('digests').description('the mails that readers get')
  digests
    .command('preview')
    .summary('what a reader would get now')
    .description(
      'Print the digest that a reader would get now, whether or not their hour has come. Nothing is written and nothing is sent. The links in it work, so keep them to yourself.',
    )
    .argument('<email>', 'the address of the reader')
    .addOption(new Option('--html', 'print the HTML part').conflicts('text'))
    .option('--text', 'print the text part (the default)')
    .option('--json', 'print subject, papers and both parts as JSON')
    .action(async (email: string, options: PreviewOptions) => {
      const { preview } = await import('../actions/digests-preview.ts')
      await preview(cli, email, options)
    })
  digests
    .command('run')
    .summary('plan and send what is due')
    .description(
      'Plan the digests that are due, as the worker does every minute, and with --wait send them in this process. Safe beside workers: each delivery is claimed by one process. With --wait it returns when every delivery of the run is sent or has ended otherwise; one that the mail server put off is counted as still waiting, and the worker tries it again. The exit code is 1 when the mail server cannot be used.',
    )
    .option(
      '--at <instant>',
      'plan as if it were this instant (ISO 8601 with zone); now, if absent',
      parseInstant,
    )
    .option('--wait', 'send what was planned, and return when it is sent')
    .option('--json', 'print the result as JSON')
    .action(async (options: RunOptions) => {
      const { run } = await import('../actions/digests-run.ts')
      await run(cli, options)
    })
}
