import type { Command } from 'commander'
import type { ReplayOptions } from '../actions/trending.ts'
import type { Cli } from '../cli.ts'

export function registerTrending(program: Command, cli: Cli): void {
  program
    .command('trending')
    .description('the trending score')
    .command('replay')
    .summary('how well the score foretells votes')
    .description(
      'Replay past days: rank at noon what was listed, by the trending score and by simple rankings (newest first, raw upvotes, Hacker News, Reddit hot), and tell how far each order agreed with the votes three days later: Spearman’s rank correlation and nDCG of the first ten, as means over days. The file holds JSON lines, gzipped or not, one per reading of a paper’s counters: {"paper", "listedAt", "takenAt", "upvotes", and maybe "topic", "source", "comments", "stars"}; instants are ISO 8601 with their zone.',
    )
    .argument('<file>', 'the file to read; - is stdin')
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: ReplayOptions) => {
      const { replay } = await import('../actions/trending.ts')
      await replay(cli, file, options)
    })
}
