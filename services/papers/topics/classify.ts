import type { Topic, TopicMatch } from '../paper.ts'
import { weighPassages } from './evidence.ts'
import { type PaperText, readPassages } from './passages.ts'
import { growRuleTree, loadRules } from './rules.ts'
import { buildStemmer } from './stem.ts'

const MIN_EVIDENCE = 12
const MOST_REASONS = 5

export function buildClassifier(topics: readonly Topic[]): (paper: PaperText) => TopicMatch[] {
  const stem = buildStemmer()
  const rules = loadRules()
  const tree = growRuleTree(
    stem,
    topics.map(({ slug }) => slug),
    rules,
  )
  return (paper) => {
    const evidence = weighPassages(tree, topics.length, readPassages(stem, paper))
    return topics
      .flatMap(({ slug }, index) => {
        const { sum, found } = evidence[index] ?? { sum: 0, found: [] }
        const prior = paper.categories
          .map((category) => rules[slug]?.categories[category] ?? 0)
          .reduce((a, b) => Math.max(a, b), 0)
        const total = sum + prior
        if (total < MIN_EVIDENCE) return []
        const because = found
          .filter(({ share }) => share > 0)
          .slice(0, MOST_REASONS)
          .map(({ text }) => text)
        return [{ slug, score: total / (total + MIN_EVIDENCE), because }]
      })
      .sort((a, b) => b.score - a.score)
  }
}
