import type { ApiDeps } from './deps.ts'
import { buildSite } from './site.ts'
import type { FeedLink, Site } from './view-data.ts'

/**
 * The frame of a public page: its permanent address, from which the layout makes the canonical link and the Open Graph
 * tags, and the feeds of its list where that has its own. `path` starts with a slash.
 */
export function publicSite(
  { now, sender }: Pick<ApiDeps, 'now' | 'sender'>,
  path: string,
  feeds?: readonly FeedLink[],
): Site {
  const site = buildSite(now())
  return { ...site, canonicalUrl: absoluteUrl(sender, path), feeds: feeds ?? site.feeds }
}

/** An address of this site as the outside knows it. */
export function absoluteUrl({ publicUrl }: Pick<ApiDeps['sender'], 'publicUrl'>, path: string): string {
  return `${publicUrl}${path}`
}
