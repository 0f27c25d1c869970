import { buildArxivRssSource } from './arxiv-rss.ts'
import { buildHuggingFaceSource } from './hugging-face.ts'
import type { PaperSource } from './source.ts'

/** Base addresses without a slash at the end, as the configuration gives them. */
export type SourceAddresses = {
  readonly hfUrl: string
  readonly arxivRssUrl: string
  readonly arxivApiUrl: string
  readonly arxivOaiUrl: string
  readonly biorxivUrl: string
}

export type SourceOptions = SourceAddresses & { readonly arxivCategories: readonly string[] }

/** Every source there is, to be picked by name: `huggingface`, `arxiv`. */
export function buildSources(options: SourceOptions): PaperSource[] {
  return [
    buildHuggingFaceSource({ baseUrl: options.hfUrl }),
    buildArxivRssSource({ baseUrl: options.arxivRssUrl, categories: options.arxivCategories }),
  ]
}
