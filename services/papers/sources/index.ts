import { buildArxivApiSource } from './arxiv-api.ts'
import { buildArxivOaiSource } from './arxiv-oai.ts'
import { buildArxivRssSource } from './arxiv-rss.ts'
import { buildBiorxivSource } from './biorxiv.ts'
import { buildFeedSource, type NamedFeed } from './feed.ts'
import { buildHuggingFaceSource } from './hugging-face.ts'
import type { PaperSource } from './source.ts'

/** The names of those that need no address of the operator's. */
export const everySource = ['huggingface', 'arxiv', 'arxiv-oai', 'arxiv-api', 'biorxiv', 'medrxiv'] as const

/** Base addresses without a slash at the end, as the configuration gives them. */
export type SourceOptions = {
  readonly hfUrl: string
  readonly arxivRssUrl: string
  readonly arxivApiUrl: string
  readonly arxivOaiUrl: string
  readonly biorxivUrl: string
  readonly arxivCategories: readonly string[]
  readonly feeds?: readonly NamedFeed[]
}

/**
 * Every source there is, to be picked by name: `huggingface`, `arxiv` (the day's announcements), `arxiv-oai` (to
 * reconcile), `arxiv-api` (an operator's backfill only), `biorxiv`, `medrxiv`, `feed:NAME`.
 */
export function buildSources(options: SourceOptions): PaperSource[] {
  const { arxivCategories: categories, biorxivUrl } = options
  return [
    buildHuggingFaceSource({ baseUrl: options.hfUrl }),
    buildArxivRssSource({ baseUrl: options.arxivRssUrl, categories }),
    buildArxivOaiSource({ baseUrl: options.arxivOaiUrl, categories }),
    buildArxivApiSource({ baseUrl: options.arxivApiUrl, categories }),
    buildBiorxivSource({ baseUrl: biorxivUrl, server: 'biorxiv' }),
    buildBiorxivSource({ baseUrl: biorxivUrl, server: 'medrxiv' }),
    ...(options.feeds ?? []).map(buildFeedSource),
  ]
}
