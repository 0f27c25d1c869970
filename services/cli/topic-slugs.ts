import { loadTopics } from '../papers/topics/topics.ts'
import { UsageError } from './cli.ts'

/** The topics a reader can follow, by slug. */
export function topicNames(): ReadonlyMap<string, string> {
  return new Map(loadTopics().map((topic) => [topic.slug, topic.name]))
}

/** @throws UsageError that names the first one there is not, and all there are */
export function requireTopics(slugs: readonly string[]): readonly string[] {
  const known = topicNames()
  const unknown = slugs.find((slug) => !known.has(slug))
  if (unknown === undefined) return slugs
  throw new UsageError(`There is no topic ${unknown}. The topics are: ${[...known.keys()].join(', ')}`)
}
