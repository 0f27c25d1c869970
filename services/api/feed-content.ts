import type { PaperSummary } from '../papers/list-papers.ts'
import type { Topic } from '../papers/paper.ts'
import type { Words } from '../platform/locales/words.ts'
import { topicNames } from './topic-names.ts'
import { safeHref } from './view-href.ts'

/** A list of papers as every kind of feed needs it: absolute addresses, text that XML can carry. */
export type FeedContent = {
  readonly title: string
  readonly description: string
  /** Of title and description, BCP 47. */
  readonly lang: string
  /** Of the page that shows the same list. */
  readonly pageUrl: string
  /** Of the feed itself: its permanent id too. */
  readonly selfUrl: string
  /** Of the newest entry; of a list without entries, the epoch, so that an empty feed is the same each time. */
  readonly updatedAt: Date
  readonly entries: readonly FeedEntry[]
}

export type FeedEntry = {
  /** The paper's page here: permanent, as a row that is merged away leads on from it. */
  readonly url: string
  readonly originalUrl: string | undefined
  readonly title: string
  readonly abstract: string
  readonly authors: readonly string[]
  /** By their English names, which last, and as the language calls them. */
  readonly topics: readonly { readonly name: string; readonly label: string }[]
  readonly publishedAt: Date | undefined
  readonly updatedAt: Date
}

export type FeedFrame = {
  readonly title: string
  readonly description: string
  readonly pageUrl: string
  readonly selfUrl: string
  readonly paperUrl: (id: string) => string
}

type Told = { readonly topics: readonly Topic[]; readonly words: Words }

export function feedContent(frame: FeedFrame, papers: readonly PaperSummary[], told: Told): FeedContent {
  const { paperUrl, ...head } = frame
  const entries = papers.map((paper) => feedEntry(paper, paperUrl(paper.id), told))
  const newest = Math.max(0, ...entries.map((entry) => entry.updatedAt.getTime()))
  return {
    ...head,
    title: plain(frame.title),
    description: plain(frame.description),
    lang: told.words.id,
    updatedAt: new Date(newest),
    entries,
  }
}

/** The day a paper became news here dates the entry: readers of feeds sort by it, and a new vote is no news. */
function feedEntry(paper: PaperSummary, url: string, { topics, words }: Told): FeedEntry {
  const listedAt = paper.listedAt ?? paper.publishedAt ?? new Date(0)
  return {
    url,
    originalUrl: safeHref(paper.url),
    title: plain(paper.title) || words.say('untitled-paper'),
    abstract: plain(paper.abstract),
    authors: paper.authors.map(plain).filter((name) => name !== ''),
    topics: topicNames(
      topics,
      paper.topics.map(({ slug }) => slug),
    ).map((name) => ({ name: plain(name), label: plain(words.topic(name)) })),
    publishedAt: paper.publishedAt ?? undefined,
    updatedAt: listedAt,
  }
}

/** Characters that XML 1.0 (2.2, Char) cannot carry even as a reference: one of them makes a whole feed unreadable. */
const NotXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function plain(text: string): string {
  return text.replace(NotXml, '').replace(/\s+/gu, ' ').trim()
}
