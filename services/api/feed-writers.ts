import { generateAtomFeed, generateJsonFeed } from 'feedsmith'
import type { FeedContent, FeedEntry } from './feed-content.ts'

export type FeedWriter = {
  readonly fileName: string
  readonly type: string
  readonly write: (content: FeedContent) => string
}

/** RFC 4287. */
const atom: FeedWriter = {
  fileName: 'feed.xml',
  type: 'application/atom+xml; charset=utf-8',
  write: (content) =>
    generateAtomFeed({
      id: content.selfUrl,
      title: { value: content.title },
      subtitle: { value: content.description },
      updated: content.updatedAt,
      links: [
        { href: content.selfUrl, rel: 'self', type: 'application/atom+xml' },
        { href: content.pageUrl, rel: 'alternate', type: 'text/html' },
      ],
      // RFC 4287 4.1.1: an entry without an author needs one of its feed.
      authors: [{ name: 'Broadsheet' }],
      entries: content.entries.map(atomEntry),
    }),
}

function atomEntry(entry: FeedEntry) {
  return {
    id: entry.url,
    title: { value: entry.title },
    updated: entry.updatedAt,
    ...(entry.publishedAt ? { published: entry.publishedAt } : {}),
    links: [
      { href: entry.url, rel: 'alternate', type: 'text/html' },
      ...(entry.originalUrl ? [{ href: entry.originalUrl, rel: 'related' }] : []),
    ],
    authors: entry.authors.map((name) => ({ name })),
    categories: entry.topics.map(({ name, label }) => ({ term: name, label })),
    // RFC 4287 4.1.1.1: an entry ought to have words; a paper without an abstract has its title.
    summary: { value: entry.abstract || entry.title },
  }
}

/** https://www.jsonfeed.org/version/1.1/ */
const json: FeedWriter = {
  fileName: 'feed.json',
  type: 'application/feed+json; charset=utf-8',
  write: (content) =>
    JSON.stringify({
      ...asRecord(
        generateJsonFeed({
          title: content.title,
          description: content.description,
          home_page_url: content.pageUrl,
          feed_url: content.selfUrl,
          language: content.lang,
          items: content.entries.map(jsonItem),
        }),
      ),
      // The writer drops an empty list, which the format requires.
      ...(content.entries.length === 0 ? { items: [] } : {}),
    }),
}

function jsonItem(entry: FeedEntry) {
  return {
    id: entry.url,
    url: entry.url,
    ...(entry.originalUrl ? { external_url: entry.originalUrl } : {}),
    title: entry.title,
    content_text: entry.abstract || entry.title,
    ...(entry.publishedAt ? { date_published: entry.publishedAt } : {}),
    date_modified: entry.updatedAt,
    authors: entry.authors.map((name) => ({ name })),
    // Of the paper, whatever the feed's own words are in.
    language: 'en',
    tags: entry.topics.map(({ label }) => label),
  }
}

function asRecord(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('the JSON Feed is no object')
  return value
}

export const feedWriters = [atom, json] as const
