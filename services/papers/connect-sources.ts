import type { IngestConfig } from '../platform/config.ts'
import type { Db } from '../platform/db/connect.ts'
import { buildHttpClient, type HttpClient } from '../platform/http-client/http-client.ts'
import { buildPoliteClient } from '../platform/http-client/polite.ts'
import { loadCategoryIds } from './categories.ts'
import { buildSharedTurns, type Queue } from './shared-turns.ts'
import { listSourceNames } from './source-names.ts'
import { buildSources } from './sources/index.ts'
import type { PaperSource } from './sources/source.ts'

// arXiv's terms: one request per 3 s and one connection over the API, RSS and OAI together, from all machines of an
// operator (info.arxiv.org/help/api/tou.html). The others name no pace; Hugging Face allows 500 requests in 5 minutes.
const arxivIntervalMs = 3_000
const intervalMs = 1_000

const publicHosts = new Set([
  'huggingface.co',
  'rss.arxiv.org',
  'export.arxiv.org',
  'oaipmh.arxiv.org',
  'api.biorxiv.org',
])

type SourceConfig = Pick<
  IngestConfig,
  | 'SOURCES'
  | 'FEEDS'
  | 'ARXIV_CATEGORIES'
  | 'OPERATOR_CONTACT'
  | 'HF_URL'
  | 'ARXIV_RSS_URL'
  | 'ARXIV_API_URL'
  | 'ARXIV_OAI_URL'
  | 'BIORXIV_URL'
> & { readonly PUBLIC_URL?: string | undefined }

/**
 * The sources of these names (those that the configuration names, if absent) and a polite client to read them with;
 * hosts are asked in turn across all processes on this database. A name that there is not brings none.
 * @throws Error naming the categories of ARXIV_CATEGORIES that arXiv does not have
 */
export function connectSources(
  deps: { readonly db: Pick<Db, 'execute'>; readonly now: () => Date },
  config: SourceConfig,
  names: readonly string[] = listSourceNames(config),
): { sources: PaperSource[]; http: HttpClient } {
  if (names.some((name) => name.startsWith('arxiv'))) requireCategories(config.ARXIV_CATEGORIES)
  const addresses = {
    hfUrl: config.HF_URL,
    arxivRssUrl: config.ARXIV_RSS_URL,
    arxivApiUrl: config.ARXIV_API_URL,
    arxivOaiUrl: config.ARXIV_OAI_URL,
    biorxivUrl: config.BIORXIV_URL,
  }
  const sources = buildSources({
    ...addresses,
    arxivCategories: config.ARXIV_CATEGORIES,
    feeds: config.FEEDS,
  }).filter(({ name }) => names.includes(name))
  const contact = [config.PUBLIC_URL, config.OPERATOR_CONTACT].filter(Boolean).join('; ')
  const client = buildHttpClient({
    userAgent: `broadsheet/1 (${contact})`,
    now: deps.now,
    trustedOrigins: listTrusted(Object.values(addresses), config.FEEDS),
  })
  const queueOf = buildQueueOf([config.ARXIV_RSS_URL, config.ARXIV_API_URL, config.ARXIV_OAI_URL])
  return {
    sources,
    http: buildPoliteClient({ http: client, acquire: buildSharedTurns(deps.db, { queueOf }) }),
  }
}

function requireCategories(categories: readonly string[]): void {
  const known = loadCategoryIds()
  const unknown = categories.filter((category) => !known.has(category))
  if (unknown.length > 0)
    throw new Error(`ARXIV_CATEGORIES names ${unknown.join(', ')}, which arXiv does not have.`)
}

/**
 * Plain http and private networks are open to what the operator wrote down so: another address than the public one of a
 * source, a feed at a plain http address. The names of all others are resolved by strangers, so each answer is checked.
 */
function listTrusted(addresses: readonly string[], feeds: readonly { readonly url: string }[]): string[] {
  return [
    ...addresses.filter((address) => !publicHosts.has(new URL(address).host)),
    ...feeds.map(({ url }) => url).filter((url) => url.startsWith('http:')),
  ]
}

/** All of arXiv is one queue, wherever the operator has it. */
function buildQueueOf(arxivAddresses: readonly string[]): (host: string) => Queue {
  const arxivHosts = new Set(arxivAddresses.map((address) => new URL(address).host))
  return (host) =>
    arxivHosts.has(host) || host === 'arxiv.org' || host.endsWith('.arxiv.org')
      ? { name: 'arxiv.org', intervalMs: arxivIntervalMs }
      : { name: host, intervalMs }
}
