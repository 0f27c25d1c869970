import { type Command, Option } from 'commander'
import type { AddOptions, ListOptions, RemoveOptions } from '../actions/suppressions.ts'
import type { Cli } from '../cli.ts'

export function registerSuppressions(program: Command, cli: Cli): void {
  const suppressions = program.command('suppressions').description('addresses that get no mail')
  suppressions
    .command('list')
    .summary('who is on the list and why')
    .description(
      'List the suppressed addresses, newest first. They are kept as keyed hashes that cannot be read back: an address is shown, masked, only where a reader with it is still there.',
    )
    .option('--show-addresses', 'print addresses in the clear')
    .option('--json', 'print a line of JSON per entry')
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/suppressions.ts')
      await list(cli, options)
    })
  suppressions
    .command('add')
    .summary('send no mail to an address')
    .description(
      'Put an address on the list: no digest and no confirmation goes to it from now on. Repeating it changes nothing.',
    )
    .argument('<email>', 'the address')
    .addOption(
      new Option('--reason <reason>', 'why').choices(['manual', 'bounce', 'complaint']).default('manual'),
    )
    .option('--json', 'print the result as JSON')
    .action(async (email: string, options: AddOptions) => {
      const { add } = await import('../actions/suppressions.ts')
      await add(cli, email, options)
    })
  suppressions
    .command('remove')
    .summary('allow mail to an address again')
    .description(
      'Take an address off the list. Do so only when its owner asks, or when you know that the reason is gone.',
    )
    .argument('<email>', 'the address')
    .option('--json', 'print the result as JSON')
    .action(async (email: string, options: RemoveOptions) => {
      const { remove } = await import('../actions/suppressions.ts')
      await remove(cli, email, options)
    })
}
