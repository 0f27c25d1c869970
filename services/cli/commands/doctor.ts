import type { Command } from 'commander'
import type { DoctorOptions } from '../actions/doctor.ts'
import type { Cli } from '../cli.ts'

export function registerDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .summary('what is wrong with this set-up, and what to do')
    .description(
      'Look at the configuration, the database, the queue, the mail server, signing, the sources and the ledger. Changes nothing and sends nothing. Each line is ok, warn or fail, with the next step; the exit code is 1 when one fails.',
    )
    .option('--json', 'print the findings as JSON')
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../actions/doctor.ts')
      await doctor(cli, options)
    })
}
