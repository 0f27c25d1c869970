import { Command, CommanderError } from 'commander'
import { registerMigrate } from './commands/migrate.ts'
import { registerPapers } from './commands/papers.ts'

// sysexits-like and fixed by contract: 1 is failed, 2 is bad usage.
const failed = 1
const badUsage = 2

const program = new Command('broadsheet')
  .description('Mails each reader the trending research papers of their topics.')
  .showHelpAfterError('Add --help to see how it is used.')
  .exitOverride()
for (const register of [registerMigrate, registerPapers]) register(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : badUsage)
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(failed)
}
process.exit()
