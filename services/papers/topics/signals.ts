import { type Evidence, type Found, weighPassages } from './evidence.ts'
import { type PaperText, readPassages } from './passages.ts'
import { growRuleTree, loadRules } from './rules.ts'
import { buildStemmer } from './stem.ts'

/** What the model judges by, each a name and a number between 0 and about 3, and per topic the words behind them. */
export type Signals = { readonly values: readonly Signal[]; readonly found: readonly (readonly Found[])[] }
export type Signal = readonly [name: string, value: number]

/** Keeps a lone weak phrase from looking like the paper's main subject when nothing else was found. */
const FAINT_SUM = 5

/**
 * A function from a paper to its signals. Per topic five: `sum:` of its phrases' evidence and the category's prior,
 * its `square:`, since much evidence says more than twice half of it, `title:` evidence in the title, `best:` single phrase,
 * `rank:` the sum against the paper's strongest topic; and one a category.
 */
export function buildSignalReader(slugs: readonly string[]): (paper: PaperText) => Signals {
  const stem = buildStemmer()
  const rules = loadRules()
  const tree = growRuleTree(stem, slugs, rules)
  const topics = slugs.map((slug) => ({ names: nameSignals(slug), priors: rules[slug]?.categories ?? {} }))
  return (paper) => {
    const evidence = weighPassages(tree, slugs.length, readPassages(stem, paper)).map((topic, index) =>
      addPrior(topic, topics[index]?.priors ?? {}, paper.categories),
    )
    const strongest = Math.max(0, ...evidence.map(({ sum }) => sum))
    const values = topics.flatMap(({ names }, index) => topicSignals(names, evidence[index], strongest))
    const categories = [...new Set(paper.categories)].map((category): Signal => [`category:${category}`, 1])
    return { values: [...values, ...categories], found: evidence.map(({ found }) => found) }
  }
}

type Names = Readonly<Record<'sum' | 'square' | 'title' | 'best' | 'rank', string>>

function nameSignals(slug: string): Names {
  return {
    sum: `sum:${slug}`,
    square: `square:${slug}`,
    title: `title:${slug}`,
    best: `best:${slug}`,
    rank: `rank:${slug}`,
  }
}

function topicSignals(names: Names, evidence: Evidence | undefined, strongest: number): readonly Signal[] {
  if (evidence === undefined || evidence.sum <= 0) return []
  const { sum, inTitle, found } = evidence
  const size = Math.log1p(sum) / 2
  return [
    [names.sum, size],
    [names.square, size ** 2 / 2],
    [names.title, Math.log1p(Math.max(0, inTitle)) / 2],
    [names.best, (found[0]?.share ?? 0) / 10],
    [names.rank, sum / (strongest + FAINT_SUM)],
  ]
}

function addPrior(
  evidence: Evidence,
  priors: Readonly<Record<string, number>>,
  categories: readonly string[],
): Evidence {
  const [first] = categories
    .map((category) => ({ text: `category ${category}`, share: priors[category] ?? 0 }))
    .sort((a, b) => b.share - a.share)
  if (first === undefined || first.share === 0) return evidence
  const found = [...evidence.found, first].sort((a, b) => b.share - a.share)
  return { ...evidence, sum: evidence.sum + first.share, found }
}
