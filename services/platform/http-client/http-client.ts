import type { Readable } from 'node:stream'
import ipaddr from 'ipaddr.js'
import { Agent, request } from 'undici'
import {
  blockedAddress,
  buildGuardedLookup,
  isGlobalAddress,
  type Resolve,
  resolveBySystem,
} from './address-guard.ts'
import { HttpClientError } from './http-client-error.ts'
import { ACCEPTED_ENCODINGS, discard, readBody, readErrorStart, tooLarge } from './read-body.ts'
import { type Headers, headerOf, type RateLimit, readRateLimit, readRetryAfter } from './response-headers.ts'

export type FetchOptions = {
  readonly accept: string
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  /** On the wire and after decompression. */
  readonly maxBytes: number
  /** From the first step to the last byte. */
  readonly timeoutMs: number
  /** The longest silence. 30 s if absent. */
  readonly idleMs?: number | undefined
  /** 0 if absent: a redirect is an error. At most 3, each checked like the first address. */
  readonly maxRedirects?: number | undefined
  /** Answers of another media type are refused. */
  readonly contentType?: RegExp | undefined
  readonly signal?: AbortSignal | undefined
}

type Answer = {
  readonly url: string
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly rateLimit?: RateLimit | undefined
}

export type FetchResult<Body> =
  | (Answer & { readonly status: 'ok'; readonly body: Body; readonly contentType: string })
  | (Answer & { readonly status: 'not-modified' })

export type HttpClient = {
  readonly fetchText: (url: string, options: FetchOptions) => Promise<FetchResult<string>>
  readonly fetchBytes: (url: string, options: FetchOptions) => Promise<FetchResult<Buffer>>
  /** Breaks open connections; nothing can be fetched afterwards. */
  readonly close: () => Promise<void>
}

export type HttpClientOptions = {
  /** `broadsheet/1.0 (+https://…; mailto:…)`: sources ask to know whom to write to. */
  readonly userAgent: string
  readonly now: () => Date
  /** Addresses the operator gave in the configuration: plain http and private networks are allowed to these origins. */
  readonly trustedOrigins?: readonly string[]
  /** When given, no other host is asked. Trusted origins are allowed beside it. */
  readonly allowHosts?: readonly string[]
  readonly resolve?: Resolve
  readonly connectTimeoutMs?: number
}

const MAX_REDIRECTS = 3
const IDLE_MS = 30_000
const CONNECT_MS = 10_000
const REDIRECT_CODES = new Set([301, 302, 303, 307, 308])

type Client = {
  readonly options: HttpClientOptions
  readonly trusted: ReadonlySet<string>
  readonly guarded: Agent
  readonly open: Agent
}

/**
 * An HTTP client for addresses that came from outside (SSRF, OWASP ASVS 5.0 1.3.6): https only, names resolved once and
 * pinned, private networks refused, redirects refused or checked again, bytes and time capped. Every failure is an
 * HttpClientError. One connection to a host at a time.
 */
export function buildHttpClient(options: HttpClientOptions): HttpClient {
  const timeout = options.connectTimeoutMs ?? CONNECT_MS
  const lookup = buildGuardedLookup(options.resolve ?? resolveBySystem, isGlobalAddress)
  const client: Client = {
    options,
    trusted: new Set((options.trustedOrigins ?? []).map((origin) => new URL(origin).origin)),
    guarded: new Agent({ connections: 1, connect: { timeout, lookup } }),
    open: new Agent({ connections: 1, connect: { timeout } }),
  }
  return {
    fetchBytes: (url, fetchOptions) => fetchBytes(client, url, fetchOptions),
    fetchText: async (url, fetchOptions) => {
      const result = await fetchBytes(client, url, fetchOptions)
      return result.status === 'ok' ? { ...result, body: decode(result.body, result.contentType) } : result
    },
    close: async () => {
      await Promise.all([client.guarded.destroy(), client.open.destroy()])
    },
  }
}

async function fetchBytes(client: Client, url: string, options: FetchOptions): Promise<FetchResult<Buffer>> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  try {
    return await follow(client, url, { ...options, signal })
  } catch (error) {
    throw explain(error, { url, timeout, options })
  }
}

async function follow(client: Client, url: string, options: FetchOptions): Promise<FetchResult<Buffer>> {
  const hops = Math.min(options.maxRedirects ?? 0, MAX_REDIRECTS)
  let target = checkUrl(client, url)
  for (let hop = 0; ; hop += 1) {
    const answer = await ask(client, target, options)
    if (!('redirect' in answer)) return answer
    if (hop >= hops) throw new HttpClientError('HTTP_REDIRECT', `${target.host} redirects to another address`)
    if (!URL.canParse(answer.redirect, target.href)) {
      throw new HttpClientError('HTTP_REDIRECT', `${target.host} redirects to something that is no address`)
    }
    target = checkUrl(client, new URL(answer.redirect, target).href)
  }
}

/** Checked before every request, redirects included. An address written as numbers never reaches the lookup. */
function checkUrl(client: Client, url: string): URL {
  if (!URL.canParse(url)) throw new HttpClientError('HTTP_BLOCKED_URL', 'not an address')
  const parsed = new URL(url)
  if (client.trusted.has(parsed.origin)) return parsed
  if (parsed.protocol !== 'https:')
    throw new HttpClientError('HTTP_BLOCKED_URL', `${parsed.host} is not asked over https`)
  if (parsed.username !== '' || parsed.password !== '') {
    throw new HttpClientError('HTTP_BLOCKED_URL', 'the address carries a user name or password')
  }
  const { allowHosts } = client.options
  if (allowHosts !== undefined && !allowHosts.includes(parsed.hostname)) {
    throw new HttpClientError('HTTP_BLOCKED_URL', `${parsed.hostname} is not among the allowed hosts`)
  }
  const literal = parsed.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(literal) && !isGlobalAddress(literal)) throw blockedAddress(parsed.hostname)
  return parsed
}

async function ask(client: Client, url: URL, options: FetchOptions) {
  const idleMs = options.idleMs ?? IDLE_MS
  const response = await request(url, {
    dispatcher: client.trusted.has(url.origin) ? client.open : client.guarded,
    headers: requestHeaders(client, options),
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    signal: options.signal ?? null,
  })
  const { statusCode, headers, body } = response
  const answer = { url: url.href, ...validators(headers), rateLimit: readRateLimit(headers) }
  const location = headerOf(headers, 'location')
  const conditional = options.etag !== undefined || options.lastModified !== undefined
  if (statusCode === 304 && conditional) {
    discard(body)
    return { ...answer, status: 'not-modified' as const }
  }
  if (REDIRECT_CODES.has(statusCode) && location !== undefined) {
    discard(body)
    return { redirect: location }
  }
  const encoding = headerOf(headers, 'content-encoding') ?? ''
  if (statusCode < 200 || statusCode > 299) {
    const bodyStart = await readErrorStart(body, encoding)
    const retryAfterMs = readRetryAfter(headers, client.options.now())
    throw new HttpClientError('HTTP_STATUS', `${url.host} answered ${statusCode}`, {
      status: statusCode,
      retryAfterMs,
      bodyStart,
    })
  }
  const contentType = headerOf(headers, 'content-type') ?? ''
  refuseEarly(body, { headers, contentType, options })
  return {
    ...answer,
    status: 'ok' as const,
    contentType,
    body: await readBody(body, { encoding, maxBytes: options.maxBytes }),
  }
}

type Early = { readonly headers: Headers; readonly contentType: string; readonly options: FetchOptions }

/** What the headers alone forbid is not transferred. */
function refuseEarly(body: Readable, { headers, contentType, options }: Early): void {
  const announced = Number(headerOf(headers, 'content-length') ?? 0)
  const wrongType = options.contentType !== undefined && !options.contentType.test(contentType)
  if (announced <= options.maxBytes && !wrongType) return
  discard(body)
  if (!wrongType) throw tooLarge(options.maxBytes)
  throw new HttpClientError(
    'HTTP_CONTENT',
    `the answer is of type ${JSON.stringify(contentType.slice(0, 80))}`,
  )
}

function requestHeaders(client: Client, options: FetchOptions): Record<string, string> {
  return {
    'user-agent': client.options.userAgent,
    accept: options.accept,
    'accept-encoding': ACCEPTED_ENCODINGS,
    ...(options.etag === undefined ? {} : { 'if-none-match': options.etag }),
    ...(options.lastModified === undefined ? {} : { 'if-modified-since': options.lastModified }),
  }
}

function validators(headers: Headers) {
  return { etag: headerOf(headers, 'etag'), lastModified: headerOf(headers, 'last-modified') }
}

type Circumstances = { readonly url: string; readonly timeout: AbortSignal; readonly options: FetchOptions }

function explain(error: unknown, { url, timeout, options }: Circumstances): HttpClientError {
  const host = URL.canParse(url) ? new URL(url).host : 'the server'
  if (options.signal?.aborted === true)
    return new HttpClientError('HTTP_ABORTED', 'the request was stopped', { cause: error })
  if (error instanceof HttpClientError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (timeout.aborted) {
    return new HttpClientError('HTTP_TIMEOUT', `${host} took longer than ${options.timeoutMs / 1_000} s`, {
      cause: error,
    })
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code))
    return new HttpClientError('HTTP_TIMEOUT', `${host} kept silent`, { cause: error })
  return new HttpClientError('HTTP_NETWORK', `${host} cannot be reached${code === '' ? '' : ` (${code})`}`, {
    cause: error,
  })
}

function decode(body: Buffer, contentType: string): string {
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    // A charset nobody knows is a typing mistake; UTF-8 is right nearly always.
    return new TextDecoder().decode(body)
  }
}
