import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readLabelledPapers } from './labelled.ts'
import { buildSignalReader } from './signals.ts'
import { loadTopics } from './topics.ts'
import { trainModel } from './train-model.ts'

/** Writes data/topic-model.json from labelled papers: `npx tsx services/papers/topics/train.ts test/papers/labels/labelled-papers.jsonl.gz`. */
function train(path: string): void {
  const slugs = loadTopics().map(({ slug }) => slug)
  const papers = readLabelledPapers(path).filter(({ set }) => set !== 'held-out')
  const model = trainModel(buildSignalReader(slugs), slugs, papers)
  const lines = Object.entries(model).map(
    ([slug, topic]) => `  ${JSON.stringify(slug)}: ${JSON.stringify(topic)}`,
  )
  const file = fileURLToPath(new URL('../data/topic-model.json', import.meta.url))
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
  process.stdout.write(`${papers.length} papers, ${lines.length} topics: ${file}\n`)
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write('usage: train.ts LABELLED.jsonl.gz\n')
  process.exitCode = 2
} else {
  train(path)
}
