import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

export function registerMigrate(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Bring the database up to date. Safe to repeat, and safe while others start: one applies, the others wait. Every command and both servers do the same before they begin.',
    )
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      const { migrate } = await import('../actions/migrate.ts')
      await migrate(cli, options)
    })
}
