import type { IngestConfig } from '../platform/config.ts'
import { buildHttpClient, type HttpClient } from '../platform/http-client/http-client.ts'
import { buildHostPacer, buildPoliteClient } from '../platform/http-client/polite.ts'
import { buildSources } from './sources/index.ts'
import type { PaperSource } from './sources/source.ts'

// arXiv's terms: one request per 3 s over the API, RSS and OAI together (info.arxiv.org/help/api/tou.html).
const minIntervalMs = 3_000
const queueOf = (host: string) => (host.endsWith('.arxiv.org') || host === 'arxiv.org' ? 'arxiv.org' : host)

const publicHosts = new Set([
  'huggingface.co',
  'rss.arxiv.org',
  'export.arxiv.org',
  'oaipmh.arxiv.org',
  'api.biorxiv.org',
])

type SourceConfig = Omit<IngestConfig, 'SOURCES'> & {
  readonly SOURCES: readonly string[]
  readonly PUBLIC_URL?: string | undefined
}

/** The sources that SOURCES names and a polite client to read them with. A name that there is not brings none. */
export function connectSources(
  config: SourceConfig,
  now: () => Date,
): { sources: PaperSource[]; http: HttpClient } {
  const addresses = {
    hfUrl: config.HF_URL,
    arxivRssUrl: config.ARXIV_RSS_URL,
    arxivApiUrl: config.ARXIV_API_URL,
    arxivOaiUrl: config.ARXIV_OAI_URL,
    biorxivUrl: config.BIORXIV_URL,
  }
  const wanted = new Set(config.SOURCES)
  const sources = buildSources({ ...addresses, arxivCategories: config.ARXIV_CATEGORIES }).filter(
    ({ name }) => wanted.has(name),
  )
  const contact = [config.PUBLIC_URL, config.OPERATOR_CONTACT].filter(Boolean).join('; ')
  // An address the operator wrote down is trusted even where it is a private one. The public ones are not: their names
  // are resolved by others, so each answer of the name service is checked.
  const client = buildHttpClient({
    userAgent: `broadsheet/1 (${contact})`,
    now,
    trustedOrigins: Object.values(addresses).filter((address) => !publicHosts.has(new URL(address).host)),
  })
  return {
    sources,
    http: buildPoliteClient({ http: client, acquire: buildHostPacer({ now }, { minIntervalMs, queueOf }) }),
  }
}
