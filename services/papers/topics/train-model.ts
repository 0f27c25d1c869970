import { type Example, fitTopic } from './fit.ts'
import type { LabelledPaper } from './labelled.ts'
import type { Model } from './model.ts'
import type { PaperText } from './passages.ts'
import type { Signal } from './signals.ts'

type ReadSignals = (paper: PaperText) => { readonly values: readonly Signal[] }

/** One threshold for all topics: chosen ones of their own, on 20 examples a topic, did worse on papers not trained on. */
const THRESHOLD = 0.37

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
    return [
      slug,
      { threshold: THRESHOLD, ...fitTopic(examples, (signal) => restraintOf(slug, signal)) },
    ] as const
  })
  return Object.fromEntries(models)
}

function restraintOf(slug: string, signal: string): number {
  if (signal.startsWith('category:')) return CATEGORY_RESTRAINT
  return signal.endsWith(`:${slug}`) ? OWN_RESTRAINT : OTHER_RESTRAINT
}
