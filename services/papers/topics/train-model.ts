import { type Example, fitTopic } from './fit.ts'
import type { LabelledPaper } from './labelled.ts'
import { buildScorer, type Model } from './model.ts'
import type { PaperText } from './passages.ts'
import type { Signal } from './signals.ts'

type ReadSignals = (paper: PaperText) => { readonly values: readonly Signal[] }

/** A model's probabilities on papers it was fitted to flatter it a little; F1 on others is flat from 0.9 to 1. */
const MODESTY = 0.9

/** Chosen by five-fold cross-validation on the development labels; F1 is flat within a factor of three of each. */
const OWN_RESTRAINT = 0.4
const OTHER_RESTRAINT = 20
const CATEGORY_RESTRAINT = 6

/** Fits one logistic regression a topic. Every paper counts twice, with and without its categories, since many come without. */
export function trainModel(
  readSignals: ReadSignals,
  slugs: readonly string[],
  papers: readonly LabelledPaper[],
): Model {
  const read = papers.flatMap((paper) =>
    [paper, { ...paper, categories: [] }].map((variant) => ({
      topics: paper.topics,
      signals: readSignals(variant).values,
    })),
  )
  const models = slugs.map((slug) => {
    const examples = read.map(({ topics, signals }): Example => ({ signals, belongs: topics.includes(slug) }))
    const fitted = { threshold: 0.5, ...fitTopic(examples, (signal) => restraintOf(slug, signal)) }
    const score = buildScorer({ [slug]: fitted }, [slug])
    const threshold = bestThreshold(examples.map(({ signals }) => score(signals)[0] ?? 0))
    return [slug, { ...fitted, threshold }] as const
  })
  return Object.fromEntries(models)
}

/**
 * Where F1 is best if the probabilities hold: at half the F1 then reached (Lipton, Elkan & Naryanaswamy 2014), so lower for
 * a topic that is hard to tell. It takes no labels, which are too few to choose by: thresholds fitted to them do worse.
 */
function bestThreshold(probabilities: readonly number[]): number {
  const belonging = probabilities.reduce((sum, probability) => sum + probability, 0)
  let hits = 0
  const reached = probabilities
    .toSorted((a, b) => b - a)
    .map((probability, index) => {
      hits += probability
      return (2 * hits) / (index + 1 + belonging)
    })
  return Math.round((MODESTY / 2) * Math.max(...reached) * 1000) / 1000
}

function restraintOf(slug: string, signal: string): number {
  if (signal.startsWith('category:')) return CATEGORY_RESTRAINT
  return signal.endsWith(`:${slug}`) ? OWN_RESTRAINT : OTHER_RESTRAINT
}
