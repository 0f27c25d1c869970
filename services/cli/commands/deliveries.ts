import { type Command, Option } from 'commander'
import type { ListOptions, ReportOptions, ResolveOptions } from '../actions/deliveries.ts'
import type { Cli } from '../cli.ts'
import { parseId, wholeNumber } from '../values.ts'

const states = [
  ...['pending', 'claimed', 'transmitting', 'sent', 'deferred'],
  ...['failed', 'uncertain', 'skipped', 'expired'],
]

export function registerDeliveries(program: Command, cli: Cli): void {
  const deliveries = program
    .command('deliveries')
    .description('the ledger: what was sent, and what was not and why')
  deliveries
    .command('report')
    .summary('what became of every reader whose turn it was')
    .description(
      'Count the ledger: candidates (readers whose turn it was) = deliveries by state + exclusions by reason, checked; the time it took, the bounces and complaints that came back, and all by domain of the recipients.',
    )
    .option('--edition <id>', 'only this edition; the report without it lists the newest ones', parseId)
    .option('--json', 'print the report as JSON')
    .action(async (options: ReportOptions) => {
      const { report } = await import('../actions/deliveries.ts')
      await report(cli, options)
    })
  deliveries
    .command('list')
    .summary('single deliveries, newest first')
    .description(
      'List deliveries, newest first: edition, reader, state, and the reason or the words of the mail server. Addresses are masked unless you ask for them.',
    )
    .option('--edition <id>', 'only of this edition', parseId)
    .addOption(new Option('--state <state>', 'only in this state').choices(states))
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1_000_000), 50)
    .option('--before <id>', 'go on below this delivery', parseId)
    .option('--show-addresses', 'print addresses in the clear')
    .option('--json', 'print a line of JSON per delivery')
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/deliveries.ts')
      await list(cli, options)
    })
  deliveries
    .command('resolve')
    .summary('end the doubt about an uncertain delivery')
    .description(
      'Decide about a delivery whose transmission ended without a reply: count it as sent, or send it once more, the same bytes under the same Message-ID. Ask the mail server its log first. Only an uncertain delivery can be resolved.',
    )
    .argument('<id>', 'the number of the delivery', parseId)
    .addOption(
      new Option('--as <what>', 'what it shall be').choices(['sent', 'resend']).makeOptionMandatory(),
    )
    .option('--json', 'print the result as JSON')
    .action(async (deliveryId: number, options: ResolveOptions) => {
      const { resolve } = await import('../actions/deliveries.ts')
      await resolve(cli, deliveryId, options)
    })
}
