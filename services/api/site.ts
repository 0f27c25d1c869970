import type { Site } from './view-data.ts'

/** What every page shows around its content. */
export function buildSite(now: Date): Site {
  return {
    lang: 'en',
    today: now.toISOString().slice(0, 10),
    feeds: [],
    links: [
      { label: 'Papers', href: '/papers' },
      { label: 'API', href: '/docs' },
      { label: 'Privacy', href: '/privacy' },
    ],
  }
}
