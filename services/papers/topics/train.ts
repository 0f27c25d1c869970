import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildClassifier } from './classify.ts'
import { evaluateTopics } from './evaluate.ts'
import { formatEvaluation } from './format-evaluation.ts'
import { isBlind, type LabelledPaper, readLabelledPapers } from './labelled.ts'
import { buildSignalReader } from './signals.ts'
import { loadTopics } from './topics.ts'
import { trainModel } from './train-model.ts'

const FOLDS = 5

/** Prints how well the rules and a model fitted on four fifths do on the last fifth, then fits on all and writes data/topic-model.json. */
function train(path: string): void {
  const papers = readLabelledPapers(path).filter((paper) => !isBlind(paper))
  process.stdout.write(crossValidate(papers))
  const slugs = loadTopics().map(({ slug }) => slug)
  const model = trainModel(buildSignalReader(slugs), slugs, papers)
  const lines = Object.entries(model).map(
    ([slug, topic]) => `  ${JSON.stringify(slug)}: ${JSON.stringify(topic)}`,
  )
  const file = fileURLToPath(new URL('../data/topic-model.json', import.meta.url))
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
  process.stdout.write(`\nfitted on ${papers.length} papers: ${file}\n`)
}

/** Every paper is judged by a model that has not seen it; folds go by position, so the same file gives the same figures. */
function crossValidate(papers: readonly LabelledPaper[]): string {
  const topics = loadTopics()
  const slugs = topics.map(({ slug }) => slug)
  const readSignals = buildSignalReader(slugs)
  const answers = new Map<LabelledPaper, readonly { readonly slug: string }[]>()
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = papers.filter((_, index) => index % FOLDS !== fold)
    const classify = buildClassifier(topics, trainModel(readSignals, slugs, seen))
    for (const paper of papers.filter((_, index) => index % FOLDS === fold))
      answers.set(paper, classify(paper))
  }
  const sets = [...new Set(papers.map(({ set }) => set))]
  return [
    ...sets.map((set) =>
      report(
        `set ${set}`,
        papers.filter((paper) => paper.set === set),
      ),
    ),
    report('all sets', papers),
  ].join('')

  function report(name: string, some: readonly LabelledPaper[]) {
    return `cross-validated, ${name}\n${formatEvaluation(judge(some))}\n`
  }

  function judge(some: readonly LabelledPaper[]) {
    const byText = new Map(some.map((paper) => [paper.title + paper.abstract, answers.get(paper) ?? []]))
    return evaluateTopics({ classify: ({ title, abstract }) => byText.get(title + abstract) ?? [] }, some)
  }
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write('usage: npx tsx services/papers/topics/train.ts LABELLED.jsonl.gz\n')
  process.exitCode = 2
} else {
  train(path)
}
