import { randomBytes } from 'node:crypto'
import type { DigestView } from '../../services/digests/digest-view.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { buildRandom, drawInterests, makePapers } from './sample.ts'

const paperCount = 300
const names = new Map(loadTopics().map(({ slug, name }) => [slug, name]))

/**
 * Digests of readers with interests of their own, out of one day's 300 papers. No two readers share a view: each has
 * another set of papers, links and day of sign-up, which is harder than a real edition.
 */
export function readerViews(count: number, papersEach: number): DigestView[] {
  const random = buildRandom(1)
  const papers = makePapers(paperCount).map((paper, number) => ({
    id: String(number),
    title: paper.title,
    url: `https://arxiv.org/abs/2611.${10_000 + number}`,
    authors: paper.authors,
    abstract: paper.abstract,
    topics: paper.topics,
    upvotes: paper.upvotes,
    comments: Math.floor(paper.upvotes / 7),
    codeUrl: paper.codeUrl ?? undefined,
    publishedAt: new Date('2026-11-23T00:00:00Z'),
  }))
  return Array.from({ length: count }, () => {
    const { topics } = drawInterests(random)
    const topicNames = topics.map((slug) => names.get(slug) ?? slug)
    const chosen = new Set<number>()
    while (chosen.size < papersEach) chosen.add(Math.floor(random() * papers.length))
    const shown = [...chosen].flatMap((place) => papers[place] ?? [])
    const token = () => `4kQz0a.MTIzNDU2.${randomBytes(24).toString('base64url')}`
    return {
      edition: { cadence: 'daily', date: '2026-11-24', number: 328 },
      papers: shown.map(({ topics: of, ...paper }) => {
        const because = of.filter((slug) => topics.includes(slug)).map((slug) => names.get(slug) ?? slug)
        return { ...paper, because: because.length > 0 ? because : 'everything trending' }
      }),
      topicNames,
      readCount: paperCount,
      sourcesLine:
        'This edition stands on Hugging Face daily papers and arXiv, read on 24 November 2026 at 05:10 UTC.',
      links: {
        preferences: `https://papers.example.org/preferences/${token()}`,
        unsubscribe: `https://papers.example.org/unsubscribe/${token()}`,
        home: 'https://papers.example.org/',
      },
      postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
      signedUpOn: new Date(Date.UTC(2025, 0, 1 + Math.floor(random() * 600))),
      listName: 'Broadsheet',
      locale: 'en',
    }
  })
}
