import type { Topic } from '../papers/paper.ts'

/** The names of topics, in the order of the list; a slug that is gone is left out. */
export function topicNames(topics: readonly Topic[], slugs: readonly string[]): string[] {
  return topics.filter((topic) => slugs.includes(topic.slug)).map((topic) => topic.name)
}
