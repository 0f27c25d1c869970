import { type Command, InvalidArgumentError } from 'commander'
import type { ControlOptions } from '../actions/editions.ts'
import type { Cli } from '../cli.ts'
import { parseId } from '../values.ts'

export function registerEditions(program: Command, cli: Cli): void {
  const editions = program.command('editions').description('hold back or end an edition that is being sent')
  control(editions, 'pause', 'send nothing of it from now on; what is under way ends').action(
    async (editionId: number, options: ControlOptions) => {
      const { pause } = await import('../actions/editions.ts')
      await pause(cli, editionId, options)
    },
  )
  control(editions, 'resume', 'send on; what became too late meanwhile stays unsent').action(
    async (editionId: number, options: ControlOptions) => {
      const { resume } = await import('../actions/editions.ts')
      await resume(cli, editionId, options)
    },
  )
  control(editions, 'cancel', 'end it for good; its papers may come in a later edition').action(
    async (editionId: number, options: ControlOptions) => {
      const { cancel } = await import('../actions/editions.ts')
      await cancel(cli, editionId, options)
    },
  )
}

function control(editions: Command, name: string, description: string): Command {
  return editions
    .command(name)
    .description(description)
    .argument('<edition>', 'its id, as `deliveries report --json` prints it', parseId)
    .option('--reason <text>', 'words for the ledger', readReason, 'by the operator')
    .option('--json', 'print the result as JSON')
}

function readReason(text: string): string {
  if (text.trim() === '' || text.length > 200) throw new InvalidArgumentError('Say it in 1 to 200 letters.')
  return text.trim()
}
