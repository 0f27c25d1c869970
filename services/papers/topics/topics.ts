import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Topic } from '../paper.ts'

const topicSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string().min(1),
  group: z.string().min(1),
  definition: z.string().min(1),
})

const topicsSchema = z
  .array(topicSchema)
  .min(1)
  .refine(
    (topics) => new Set(topics.map((topic) => topic.slug)).size === topics.length,
    'slugs must be unique',
  )

/** The topics a reader can follow, in the order the forms show them. Throws a ZodError when data/topics.json is not well formed. */
export function loadTopics(): readonly Topic[] {
  return topicsSchema.parse(JSON.parse(readFileSync(new URL('../data/topics.json', import.meta.url), 'utf8')))
}
