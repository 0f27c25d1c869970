import type { PaperSummary } from '../papers/list-papers.ts'
import type { Topic } from '../papers/paper.ts'
import { topicNames } from './topic-names.ts'
import type { PaperItem } from './view-data.ts'

/** A paper as a list shows it: the title leads to the paper's own page here, where the original is linked. */
export function paperItem(paper: PaperSummary, topics: readonly Topic[]): PaperItem {
  const names = topicNames(
    topics,
    paper.topics.map((topic) => topic.slug),
  ).slice(0, 3)
  return {
    title: paper.title,
    href: `/papers/${paper.id}`,
    authors: paper.authors,
    abstract: paper.abstract,
    why: names.length > 0 ? { trendingIn: names } : undefined,
    upvotes: paper.upvotes,
    codeUrl: paper.codeUrl ?? undefined,
    publishedOn: (paper.publishedAt ?? paper.listedAt)?.toISOString().slice(0, 10),
  }
}
