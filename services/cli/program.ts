import { Command, CommanderError } from 'commander'
import { type Cli, OutputClosedError, ReportedFailure, UsageError } from './cli.ts'
import { registerDeliveries } from './commands/deliveries.ts'
import { registerDigests } from './commands/digests.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerEditions } from './commands/editions.ts'
import { registerIngest } from './commands/ingest.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerPapers } from './commands/papers.ts'
import { registerPicks } from './commands/picks.ts'
import { registerPrivacy } from './commands/privacy.ts'
import { registerSubscribers } from './commands/subscribers.ts'
import { registerSuppressions } from './commands/suppressions.ts'
import { registerTopics } from './commands/topics.ts'
import { registerTrending } from './commands/trending.ts'
import { describeFailure } from './failure.ts'

const exitCodes = { done: 0, failed: 1, badUsage: 2 } as const

// In the order of the work. The files hold names and options only; what a command does is loaded when it runs, so that
// help comes at once.
const registrations = [
  registerMigrate,
  registerIngest,
  registerPapers,
  registerTopics,
  registerTrending,
  registerSubscribers,
  registerPicks,
  registerDigests,
  registerEditions,
  registerDeliveries,
  registerSuppressions,
  registerPrivacy,
  registerDoctor,
]

/** Runs one command and answers the exit code: 0 done, 1 failed, 2 badly used. Everything printed goes through `cli`. */
export async function runCli(cli: Cli, args: readonly string[]): Promise<number> {
  const help: string[] = []
  try {
    await buildProgram(cli, help).parseAsync([...args], { from: 'user' })
    return exitCodes.done
  } catch (error) {
    return await report(cli, error, help)
  }
}

function buildProgram(cli: Cli, help: string[]): Command {
  // Before the commands, which take these settings over.
  const program = new Command('broadsheet')
    .description(
      "Mails each reader the trending research papers of their topics. These are the operator's commands.",
    )
    .showHelpAfterError('Add --help to see how it is used.')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => help.push(text), writeErr: (text) => void cli.err.write(text) })
    .addHelpText(
      'after',
      '\nEvery command takes --json and --help. Exit codes: 0 done, 1 failed, 2 badly used.\nSettings come from the environment and from .env in this folder.',
    )
  for (const register of registrations) register(program, cli)
  return program
}

async function report(cli: Cli, error: unknown, help: readonly string[]): Promise<number> {
  if (error instanceof OutputClosedError) return exitCodes.done
  if (error instanceof ReportedFailure) return exitCodes.failed
  if (error instanceof CommanderError) {
    // Written here and not by commander, which could not wait for a slow reader. One who left has seen enough.
    await cli.out.write(help.join('')).catch(() => undefined)
    return error.exitCode === 0 ? exitCodes.done : exitCodes.badUsage
  }
  cli.err.write(`${describeFailure(error)}\n`)
  return error instanceof UsageError ? exitCodes.badUsage : exitCodes.failed
}
