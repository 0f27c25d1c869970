import { buildSources } from '../papers/sources/index.ts'
import type { PaperSource } from '../papers/sources/source.ts'
import type { IngestConfig } from '../platform/config.ts'
import { buildHttpClient, type HttpClient } from '../platform/http-client/http-client.ts'
import { buildHostPacer, buildPoliteClient } from '../platform/http-client/polite.ts'

// arXiv's terms: one request per 3 s over the API, RSS and OAI together (info.arxiv.org/help/api/tou.html).
const minIntervalMs = 3_000
const queueOf = (host: string) => (host.endsWith('.arxiv.org') || host === 'arxiv.org' ? 'arxiv.org' : host)

/** The sources that SOURCES names and a polite client to read them with. */
export function connectSources(
  config: IngestConfig & { PUBLIC_URL?: string },
  now: () => Date,
): { sources: PaperSource[]; http: HttpClient } {
  const addresses = {
    hfUrl: config.HF_URL,
    arxivRssUrl: config.ARXIV_RSS_URL,
    arxivApiUrl: config.ARXIV_API_URL,
    arxivOaiUrl: config.ARXIV_OAI_URL,
    biorxivUrl: config.BIORXIV_URL,
  }
  const wanted = new Set<string>(config.SOURCES)
  const sources = buildSources({ ...addresses, arxivCategories: config.ARXIV_CATEGORIES }).filter(
    ({ name }) => wanted.has(name),
  )
  const contact = [config.PUBLIC_URL, config.OPERATOR_CONTACT].filter(Boolean).join('; ')
  // An address the operator wrote down is trusted even where it is a private one; what pages link to never is.
  const client = buildHttpClient({
    userAgent: `broadsheet/1 (${contact})`,
    now,
    trustedOrigins: Object.values(addresses),
  })
  return {
    sources,
    http: buildPoliteClient({ http: client, acquire: buildHostPacer({ now }, { minIntervalMs, queueOf }) }),
  }
}
