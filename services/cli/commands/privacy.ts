import type { Command } from 'commander'
import type { PrivacyOptions } from '../actions/privacy.ts'
import type { Cli } from '../cli.ts'

export function registerPrivacy(program: Command, cli: Cli): void {
  const privacy = program.command('privacy').description('what is kept of a person')
  privacy
    .command('export')
    .summary('all that is kept of an address, as JSON')
    .description(
      'Print all that is kept of an address as one JSON document: for a person who writes to you instead of using the page. Make sure that they are who they say.',
    )
    .argument('<email>', 'the address')
    .option('--json', 'on one line')
    .action(async (email: string, options: PrivacyOptions) => {
      const { exportOne } = await import('../actions/privacy.ts')
      await exportOne(cli, email, options)
    })
  privacy
    .command('erase')
    .summary('erase all that is kept of an address')
    .description(
      'Erase all that is kept of an address, for good. What stays is a keyed hash in the suppression list, so that an import does not bring the person back. Backups of the database are yours to purge.',
    )
    .argument('<email>', 'the address')
    .option('--json', 'print the result as JSON')
    .action(async (email: string, options: PrivacyOptions) => {
      const { eraseOne } = await import('../actions/privacy.ts')
      await eraseOne(cli, email, options)
    })
}
