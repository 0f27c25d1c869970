import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ListOptions, PickOptions, RemoveOptions } from '../actions/picks.ts'
import type { Cli } from '../cli.ts'
import { parseId, wholeNumber } from '../values.ts'

export function registerPicks(program: Command, cli: Cli): void {
  const picks = program
    .command('picks')
    .description(
      'what an editor decides for an edition: papers first, papers left out, notes. It holds for digests planned from then on; without --date for the next edition that opens.',
    )
  decision(picks, 'pin', 'put a paper first for the readers it fits')
    .option('--everyone', 'for all readers of the edition, whatever they follow')
    .option('--note <text>', 'words of the editor that stand beside the paper', readNote)
    .action(async (paperId: number, options: PickOptions) => {
      const { pick } = await import('../actions/picks.ts')
      await pick(cli, { paperId, place: 'pin' }, options)
    })
  decision(picks, 'hide', 'keep a paper out').action(async (paperId: number, options: PickOptions) => {
    const { pick } = await import('../actions/picks.ts')
    await pick(cli, { paperId, place: 'hide' }, options)
  })
  decision(picks, 'note', 'put words beside a paper, wherever it stands')
    .argument('<text>', 'what to say', readNote)
    .action(async (paperId: number, note: string, options: PickOptions) => {
      const { pick } = await import('../actions/picks.ts')
      await pick(cli, { paperId }, { ...options, note })
    })
  picks
    .command('list')
    .description('what was decided, for the next editions first')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 10_000), 50)
    .option('--json', 'print a line of JSON per pick')
    .action(async (options: ListOptions) => {
      const { list } = await import('../actions/picks.ts')
      await list(cli, options)
    })
  picks
    .command('remove')
    .description('take a decision back; digests planned already stay as they are')
    .argument('<id>', 'the pick, as `picks list` prints it', parseId)
    .option('--json', 'print the result as JSON')
    .action(async (pickId: number, options: RemoveOptions) => {
      const { remove } = await import('../actions/picks.ts')
      await remove(cli, pickId, options)
    })
}

function decision(picks: Command, name: string, description: string): Command {
  return picks
    .command(name)
    .description(description)
    .argument('<paper>', 'its number, as `papers list` prints it', parseId)
    .addOption(
      new Option('--cadence <cadence>', 'which edition')
        .choices(['daily', 'weekly', 'monthly'])
        .default('daily'),
    )
    .option('--date <day>', 'the date of the edition, e.g. 2026-11-24', readDay)
    .requiredOption('--by <name>', 'who decides; a note is signed with it', readNote)
    .option('--json', 'print the result as JSON')
}

function readDay(text: string): string {
  const day = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text))
    return text
  throw new InvalidArgumentError('Give a day such as 2026-11-24.')
}

const mostCharacters = 1_000

function readNote(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (line !== '' && line.length <= mostCharacters) return line
  throw new InvalidArgumentError('Give 1 to 1,000 characters.')
}
