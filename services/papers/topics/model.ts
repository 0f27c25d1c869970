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

/** The probability, 0 to 1, that a paper with these signals belongs to the topic: a logistic regression. */
export function probability(model: TopicModel, signals: readonly Signal[]): number {
  const sum = signals.reduce((total, [name, value]) => total + (model.weights[name] ?? 0) * value, model.bias)
  return 1 / (1 + Math.exp(-sum))
}
