import { buildHttpClient, type HttpClient } from '../../platform/http-client/http-client.ts'
import { type Acquire, buildHostPacer, buildPoliteClient } from '../../platform/http-client/polite.ts'
import type { SourceAddresses } from './index.ts'

/** arXiv allows one request in 3 s over all its hosts together: https://info.arxiv.org/help/api/tou.html */
const ARXIV_INTERVAL_MS = 3_000
/** The other services name no such figure; a second apart is what their own clients keep. */
const OTHER_INTERVAL_MS = 1_000

/** Whoever answers under these names must do so from the public internet. */
const PUBLIC_HOST = /(?:^|\.)(?:huggingface\.co|arxiv\.org|biorxiv\.org|medrxiv\.org)$/

/**
 * The polite client for all sources. An address the operator set to another place than the public one is trusted (a
 * mirror in their network, a test's server); every other must be public and https. `acquire` replaces the pacing within
 * this process.
 */
export function buildSourceHttp(
  deps: { readonly now: () => Date; readonly acquire?: Acquire },
  options: { readonly addresses: SourceAddresses; readonly userAgent: string },
): HttpClient {
  const { addresses, userAgent } = options
  const all = [
    addresses.hfUrl,
    addresses.arxivRssUrl,
    addresses.arxivApiUrl,
    addresses.arxivOaiUrl,
    addresses.biorxivUrl,
  ]
  const trustedOrigins = all.filter((url) => !PUBLIC_HOST.test(new URL(url).hostname))
  const http = buildHttpClient({ userAgent, now: deps.now, trustedOrigins })
  return buildPoliteClient({ http, acquire: deps.acquire ?? buildSourcePacer(deps, addresses) })
}

/** One queue for arXiv's three hosts, wherever the configuration points them; one queue for every other host. */
export function buildSourcePacer(deps: { readonly now: () => Date }, addresses: SourceAddresses): Acquire {
  const arxivHosts = new Set(
    [addresses.arxivRssUrl, addresses.arxivApiUrl, addresses.arxivOaiUrl].map((url) => new URL(url).host),
  )
  const arxiv = buildHostPacer(deps, { minIntervalMs: ARXIV_INTERVAL_MS, queueOf: () => 'arxiv.org' })
  const others = buildHostPacer(deps, { minIntervalMs: OTHER_INTERVAL_MS })
  return (host, signal) =>
    (arxivHosts.has(host) || /(?:^|\.)arxiv\.org$/.test(host) ? arxiv : others)(host, signal)
}
