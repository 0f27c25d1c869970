import { type Command, Option } from 'commander'
import type { EvaluateOptions } from '../actions/topics.ts'
import type { Cli } from '../cli.ts'

export function registerTopics(program: Command, cli: Cli): void {
  const topics = program.command('topics').description('the topics that papers are sorted into')
  topics
    .command('classify')
    .summary('the topics of the papers in a file')
    .description(
      'Print the topics of each paper in a file, a line of JSON per record: {"id", "topics": [{"slug", "score" from 0 to 1, "because"}]}. The file is read as `papers import` reads it; no database is touched. A record that cannot be read is named on stderr, and the exit code is 1.',
    )
    .argument('<file>', 'the file to read; - is stdin')
    .option('--json', 'changes nothing: the answer is JSON lines')
    .action(async (file: string) => {
      const { classifyFile } = await import('../actions/topics.ts')
      await classifyFile(cli, file)
    })
  topics
    .command('evaluate')
    .summary('how well the topics agree with labels given by people')
    .description(
      'Compare the topics that papers are sorted into with labels that people gave: precision, recall and F1 per topic, together, and for the older and the newer half; without --set or --blind also together for each set. The model was fitted to development sets and is judged fairly by blind ones only. The file holds gzipped JSON lines, as test/papers/labels does.',
    )
    .argument('<file>', 'the labelled papers')
    .addOption(new Option('--set <name>', 'only the papers of this set, e.g. held-out').conflicts('blind'))
    .option('--blind', 'only the papers of the blind sets, together')
    .option('--json', 'print the figures as JSON')
    .action(async (file: string, options: EvaluateOptions) => {
      const { evaluateFile } = await import('../actions/topics.ts')
      await evaluateFile(cli, file, options)
    })
}
