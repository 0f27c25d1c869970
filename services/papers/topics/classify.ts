import type { Topic, TopicMatch } from '../paper.ts'
import type { Found } from './evidence.ts'
import { buildScorer, loadModel, type Model } from './model.ts'
import type { PaperText } from './passages.ts'
import { buildSignalReader } from './signals.ts'

export type Classify = (paper: PaperText) => TopicMatch[]

const MOST_TOPICS = 5
const MOST_REASONS = 5
/** A paper below every threshold still goes to its best topic from here on: most papers serve some reader. */
const LEAST_BEST = 0.2

/**
 * A function from a paper to its topics, best first; `score` is the probability of the topic, `because` the words of
 * the paper that decided. Deterministic and offline; reads its rules and weights once, here.
 */
export function buildClassifier(topics: readonly Topic[], model: Model = loadModel()): Classify {
  const slugs = topics.map(({ slug }) => slug)
  const readSignals = buildSignalReader(slugs)
  const score = buildScorer(model, slugs)
  return (paper) => {
    const signals = readSignals(paper)
    const scored = score(signals.values)
      .map((probability, index) => ({ index, slug: slugs[index] ?? '', score: probability }))
      .filter(({ index }) => (signals.found[index] ?? []).length > 0)
      .sort((a, b) => b.score - a.score)
    const chosen = scored
      .filter(({ slug, score }) => score >= (model[slug]?.threshold ?? 1))
      .slice(0, MOST_TOPICS)
    const kept = chosen.length > 0 ? chosen : scored.slice(0, 1).filter(({ score }) => score >= LEAST_BEST)
    return kept.map(({ slug, index, score: probability }) => ({
      slug,
      score: round(probability),
      because: reasons(signals.found[index] ?? []),
    }))
  }
}

function reasons(found: readonly Found[]): readonly string[] {
  const texts = new Map<string, string>()
  for (const { text } of found) if (!texts.has(text.toLowerCase())) texts.set(text.toLowerCase(), text)
  return [...texts.values()].slice(0, MOST_REASONS)
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000
}
