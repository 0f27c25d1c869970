import type { HttpClient } from '../../platform/http-client/http-client.ts'
import { HttpClientError } from '../../platform/http-client/http-client-error.ts'
import type { PaperRecord, RejectedRecord } from '../paper.ts'

/** What a server asks to be reminded of, to answer "not modified". */
export type Validators = { readonly etag?: string | undefined; readonly lastModified?: string | undefined }

export type SourceDeps = {
  readonly http: HttpClient
  readonly now: () => Date
  readonly signal: AbortSignal
  /** Of the last run, by the part's url. */
  readonly validators?: ReadonlyMap<string, Validators>
}

/** One request's worth of a source: an arXiv category, a day of the daily papers. Health is judged by part. */
export type SourcePart = Validators & {
  /** `cs.CL`, `2026-11-20`. */
  readonly name: string
  readonly url: string
  /** Entries the source showed, readable or not. */
  readonly announced: number
  /** Canonical ids of what was read: whether any is new tells fresh from stale, whatever the dates say. */
  readonly ids: readonly string[]
  readonly notModified: boolean
  /** Nothing was due: a weekend, a holiday. */
  readonly quiet: boolean
  /** Why the part could not be read; the others were. */
  readonly failure?: string | undefined
}

export type SourceResult = {
  readonly records: readonly PaperRecord[]
  /** `line` is the entry's place in its part, from 1; the reason begins with the part's name where there are several. */
  readonly rejected: readonly RejectedRecord[]
  readonly announced: number
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  /** Every part answered "not modified". */
  readonly notModified: boolean
  /** Every part was quiet. */
  readonly quiet: boolean
  readonly parts: readonly SourcePart[]
}

/**
 * A place papers come from. `fetch` reads what is current, or what it has from `since` on, up to `until` where it can be
 * asked for that; it stores nothing. Throws SourceError when nothing could be read.
 */
export type PaperSource = {
  readonly name: string
  /** How long to leave it alone after it was read; an hour if absent. */
  readonly intervalMs?: number
  readonly fetch: (deps: SourceDeps, since?: Date, until?: Date) => Promise<SourceResult>
}

/** A source that could not be read. `message` is a reason a person understands. */
export class SourceError extends Error {
  readonly source: string
  /** Not before this many milliseconds, if the source said so. */
  readonly retryAfterMs: number | undefined

  constructor(
    source: string,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'SourceError'
    this.source = source
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Turns what went wrong into a reason: "Hugging Face answered 429; next try after 5 min". Stops pass through. */
export function toSourceError(
  source: { readonly name: string; readonly title: string },
  error: unknown,
): SourceError {
  if (error instanceof SourceError) return error
  const retryAfterMs = error instanceof HttpClientError ? error.retryAfterMs : undefined
  const later = retryAfterMs === undefined ? '' : `; next try after ${inWords(retryAfterMs)}`
  return new SourceError(source.name, `${source.title} ${reasonOf(error)}${later}`, {
    cause: error,
    retryAfterMs,
  })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof HttpClientError)) {
    return `sent an answer that cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
  const reasons: Readonly<Record<HttpClientError['code'], string>> = {
    HTTP_STATUS: `answered ${error.status}`,
    HTTP_TOO_LARGE: `sent too much: ${error.message}`,
    HTTP_TIMEOUT: `was too slow: ${error.message}`,
    HTTP_ABORTED: 'was not read to the end: the run was stopped',
    HTTP_BLOCKED_ADDRESS: `was not asked: ${error.message}`,
    HTTP_BLOCKED_URL: `was not asked: ${error.message}`,
    HTTP_REDIRECT: `was not followed: ${error.message}`,
    HTTP_CONTENT: `sent something else: ${error.message}`,
    HTTP_NETWORK: `did not answer: ${error.message}`,
    HTTP_COOLING_DOWN: `was not asked: ${error.message}`,
  }
  return reasons[error.code]
}

function inWords(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.ceil(ms / 1_000))} s`
  return ms < 5_400_000 ? `${Math.ceil(ms / 60_000)} min` : `${Math.ceil(ms / 3_600_000)} h`
}
