import type { Command } from 'commander'
import { withDatabase } from '../context.ts'
import { printJson, printLines } from '../output.ts'

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date; safe to repeat')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: boolean }) => {
      await withDatabase(async () => {
        if (options.json) return printJson({ ok: true })
        printLines(['The database is up to date.'])
      })
    })
}
