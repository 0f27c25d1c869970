import { randomBytes } from 'node:crypto'
import type { DigestPaper, DigestView } from '../../services/digests/digest-view.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { buildRandom, drawInterests, makePapers } from './sample.ts'

const paperCount = 300
const names = new Map(loadTopics().map(({ slug, name }) => [slug, name]))

const edition = {
  coverage: [
    { title: 'arXiv', announced: 412, read: 410, parts: [{ name: 'cs.CL', announced: 213, read: 213 }] },
    { title: 'Hugging Face', announced: 24, read: 24, parts: [] },
  ],
  sources: { read: ['Hugging Face', 'arXiv'], partly: [], down: [] },
}

/**
 * Digests of readers with interests of their own, out of one day's 300 papers. No two readers share a view: each has
 * another set of papers, links, feedback pages and day of sign-up, which is harder than a real edition. A paper that is
 * there for one reason is one object, as the delivery loads it.
 */
export function readerViews(count: number, papersEach: number): DigestView[] {
  const random = buildRandom(1)
  const pick = buildPaperPicker()
  return Array.from({ length: count }, () => {
    const { topics } = drawInterests(random)
    const chosen = new Set<number>()
    while (chosen.size < papersEach) chosen.add(Math.floor(random() * paperCount))
    const papers = [...chosen].map((place) => pick(place, topics))
    return {
      edition: { cadence: 'daily', date: '2026-11-24', number: 328 },
      papers,
      topicNames: topics.map((slug) => names.get(slug) ?? slug),
      readCount: paperCount,
      sources: { edition, categories: [], because: papers.map(() => []) },
      links: {
        preferences: `https://papers.example.org/preferences/${token()}`,
        unsubscribe: `https://papers.example.org/unsubscribe/${token()}`,
        home: 'https://papers.example.org/',
        web: 'https://papers.example.org/editions/daily/2026-11-24',
      },
      feedback: `https://papers.example.org/feedback/${token()}`,
      postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
      signedUpOn: new Date(Date.UTC(2025, 0, 1 + Math.floor(random() * 600))),
      listName: 'Broadsheet',
      locale: 'en',
    }
  })
}

const token = () => `4kQz0a.MTIzNDU2.${randomBytes(24).toString('base64url')}`

function buildPaperPicker(): (place: number, topics: readonly string[]) => DigestPaper {
  const papers = makePapers(paperCount)
  const known = new Map<string, DigestPaper>()
  return (place, topics) => {
    const paper = papers[place]
    if (!paper) throw new RangeError('There is no such paper')
    const because = paper.topics
      .filter((slug) => topics.includes(slug))
      .map((slug) => names.get(slug) ?? slug)
    const key = `${place} ${because.join()}`
    const shown = known.get(key) ?? {
      id: String(place),
      title: paper.title,
      url: `https://arxiv.org/abs/2611.${10_000 + place}`,
      authors: paper.authors,
      abstract: paper.abstract,
      because: because.length > 0 ? because : 'everything trending',
      upvotes: paper.upvotes,
      comments: Math.floor(paper.upvotes / 7),
      codeUrl: paper.codeUrl ?? undefined,
      publishedAt: new Date('2026-11-23T00:00:00Z'),
    }
    known.set(key, shown)
    return shown
  }
}
