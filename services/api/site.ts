import type { FeedLink, Site } from './view-data.ts'

/** What every page shows around its content. */
export function buildSite(now: Date): Site {
  return {
    lang: 'en',
    today: now.toISOString().slice(0, 10),
    feeds: feedLinks('', 'Trending papers'),
    links: [
      { label: 'Papers', href: '/papers' },
      { label: 'Editions', href: '/editions' },
      { label: 'API', href: '/docs' },
      { label: 'Privacy', href: '/privacy' },
    ],
  }
}

/** The two feeds of a list; `path` is what stands before `/feed.xml`. */
export function feedLinks(path: string, listName: string): FeedLink[] {
  return [
    { label: `${listName}: Atom feed`, href: `${path}/feed.xml`, type: 'application/atom+xml' },
    { label: `${listName}: JSON Feed`, href: `${path}/feed.json`, type: 'application/feed+json' },
  ]
}
