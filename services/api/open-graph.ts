import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from './deps.ts'
import { buildSite } from './site.ts'
import type { Site } from './view-data.ts'

/**
 * The frame of a public page: its permanent address, from which the layout makes the canonical link and the Open Graph
 * tags. `path` starts with a slash.
 */
export function publicSite(
  deps: Pick<ApiDeps, 'now' | 'sender' | 'views'>,
  request: FastifyRequest,
  path: string,
): Site {
  return { ...buildSite(deps, request), canonicalUrl: absoluteUrl(deps.sender, path) }
}

/** An address of this site as the outside knows it. */
export function absoluteUrl({ publicUrl }: Pick<ApiDeps['sender'], 'publicUrl'>, path: string): string {
  return `${publicUrl}${path}`
}
