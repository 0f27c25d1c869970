import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Signal } from './signals.ts'

const topicModelSchema = z.strictObject({
  bias: z.number(),
  /** At or above this probability a paper belongs to the topic. */
  threshold: z.number().gt(0).lt(1),
  weights: z.record(z.string(), z.number()),
})

const modelSchema = z.record(z.string(), topicModelSchema)

export type TopicModel = z.infer<typeof topicModelSchema>
export type Model = z.infer<typeof modelSchema>

/** The weights that `train.ts` wrote to data/topic-model.json, by slug. Throws a ZodError when the file is not well formed. */
export function loadModel(): Model {
  return modelSchema.parse(
    JSON.parse(readFileSync(new URL('../data/topic-model.json', import.meta.url), 'utf8')),
  )
}

/** A function from a paper's signals to the probability of each topic, 0 to 1, in the order of `slugs`: logistic regressions. */
export function buildScorer(
  model: Model,
  slugs: readonly string[],
): (signals: readonly Signal[]) => readonly number[] {
  const bySignal = weightsBySignal(model, slugs)
  const biases = slugs.map((slug) => model[slug]?.bias ?? NEVER)
  return (signals) => {
    const sums = Float64Array.from(biases)
    for (const [name, value] of signals) {
      const weights = bySignal.get(name)
      if (weights === undefined) continue
      for (let topic = 0; topic < sums.length; topic += 1)
        sums[topic] = (sums[topic] ?? 0) + (weights[topic] ?? 0) * value
    }
    return Array.from(sums, (sum) => 1 / (1 + Math.exp(-sum)))
  }
}

/** A topic without a model is never chosen. */
const NEVER = Number.NEGATIVE_INFINITY

/** The model turned on its side: a paper has few of the signals, so only their weights are visited. */
function weightsBySignal(model: Model, slugs: readonly string[]): ReadonlyMap<string, Float64Array> {
  const bySignal = new Map<string, Float64Array>()
  for (const [topic, slug] of slugs.entries()) {
    for (const [name, weight] of Object.entries(model[slug]?.weights ?? {})) {
      const weights = bySignal.get(name) ?? new Float64Array(slugs.length)
      weights[topic] = weight
      bySignal.set(name, weights)
    }
  }
  return bySignal
}
