import { setTimeout as delay } from 'node:timers/promises'
import type { FetchOptions, FetchResult, HttpClient } from './http-client.ts'
import { HttpClientError } from './http-client-error.ts'
import type { RateLimit } from './response-headers.ts'

/** How a request ended, for whoever keeps account of its host. */
export type RequestEnd = { readonly error?: unknown; readonly rateLimit?: RateLimit | undefined }

/** Waits until `host` may be asked, and resolves to what wants to hear how that ended, if anybody does. */
export type Acquire = (
  host: string,
  signal?: AbortSignal,
) => Promise<((end: RequestEnd) => Promise<void>) | undefined>

type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export type PoliteDeps = {
  readonly http: HttpClient
  readonly acquire: Acquire
  readonly sleep?: Sleep
  /** 0 to 1; spreads the retries of many clients. */
  readonly random?: () => number
}

export type PoliteOptions = {
  readonly maxAttempts?: number
  readonly baseDelayMs?: number
  /** A server that asks for more than this is believed, and the failure is told at once: the next run comes later. */
  readonly maxWaitMs?: number
}

/** Three attempts outlast a restart of the server; more would only hide an outage from the operator. */
const MAX_ATTEMPTS = 3
const BASE_DELAY_MS = 1_000
const MAX_WAIT_MS = 60_000
const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * The same client, with manners: asks `acquire` before every request, repeats what may pass (429, 5xx, network, time) with
 * jittered exponential back-off, and waits as long as `Retry-After` says. Throws the last error.
 */
export function buildPoliteClient(deps: PoliteDeps, options: PoliteOptions = {}): HttpClient {
  return {
    fetchText: (url, fetchOptions) => retry(deps, options, { url, fetchOptions, fetch: deps.http.fetchText }),
    fetchBytes: (url, fetchOptions) =>
      retry(deps, options, { url, fetchOptions, fetch: deps.http.fetchBytes }),
    close: deps.http.close,
  }
}

type Errand<Body> = {
  readonly url: string
  readonly fetchOptions: FetchOptions
  readonly fetch: (url: string, options: FetchOptions) => Promise<FetchResult<Body>>
}

async function retry<Body>(
  deps: PoliteDeps,
  options: PoliteOptions,
  errand: Errand<Body>,
): Promise<FetchResult<Body>> {
  const { url, fetchOptions, fetch } = errand
  const { signal } = fetchOptions
  const sleep = deps.sleep ?? sleepFor
  const host = URL.canParse(url) ? new URL(url).host : url
  for (let attempt = 1; ; attempt += 1) {
    const release = await stoppable(deps.acquire(host, signal), signal)
    const result = await fetch(url, fetchOptions).catch(async (error: unknown) => {
      await release?.({ error })
      const waitMs = waitBefore(error, { attempt, options, random: deps.random ?? Math.random })
      if (waitMs === undefined) throw error
      return { waitMs }
    })
    if (!('waitMs' in result)) {
      await release?.({ rateLimit: result.rateLimit })
      return result
    }
    await stoppable(sleep(result.waitMs, signal), signal)
  }
}

type Attempt = { readonly attempt: number; readonly options: PoliteOptions; readonly random: () => number }

/** Undefined when another attempt would not help, or not soon enough. */
function waitBefore(error: unknown, { attempt, options, random }: Attempt): number | undefined {
  if (attempt >= (options.maxAttempts ?? MAX_ATTEMPTS)) return undefined
  if (!(error instanceof HttpClientError) || !mayPass(error)) return undefined
  const maxWaitMs = options.maxWaitMs ?? MAX_WAIT_MS
  const base = options.baseDelayMs ?? BASE_DELAY_MS
  const asked = error.retryAfterMs
  if (asked !== undefined) return asked > maxWaitMs ? undefined : asked + random() * base
  // Half fixed, half random: never at once, never in step with others.
  const ceiling = Math.min(maxWaitMs, base * 2 ** (attempt - 1))
  return ceiling / 2 + (random() * ceiling) / 2
}

function mayPass(error: HttpClientError): boolean {
  if (error.code === 'HTTP_STATUS') return PASSING_STATUS.has(error.status ?? 0)
  return error.code === 'HTTP_NETWORK' || error.code === 'HTTP_TIMEOUT'
}

/** A wait ended by the caller's signal is told like a request ended by it. */
async function stoppable<Waited>(wait: Promise<Waited>, signal: AbortSignal | undefined): Promise<Waited> {
  try {
    return await wait
  } catch (error) {
    if (signal?.aborted !== true) throw error
    throw new HttpClientError('HTTP_ABORTED', 'the request was stopped', { cause: error })
  }
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal })
}
