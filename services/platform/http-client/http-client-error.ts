import { DomainError } from '../errors.ts'

/**
 * What a caller can tell apart: `HTTP_STATUS` an answer that is no success, `HTTP_TOO_LARGE` more bytes than asked for,
 * `HTTP_TIMEOUT` too slow or silent, `HTTP_ABORTED` the caller's own signal, `HTTP_BLOCKED_ADDRESS` a name that leads
 * into a private network, `HTTP_BLOCKED_URL` not https or a host not allowed, `HTTP_REDIRECT` a redirect refused,
 * `HTTP_CONTENT` a body of another type or with damaged compression, `HTTP_NETWORK` no connection or a broken one,
 * `HTTP_COOLING_DOWN` a host that failed too often and is left alone for `retryAfterMs`.
 */
export type HttpErrorCode =
  | 'HTTP_STATUS'
  | 'HTTP_TOO_LARGE'
  | 'HTTP_TIMEOUT'
  | 'HTTP_ABORTED'
  | 'HTTP_BLOCKED_ADDRESS'
  | 'HTTP_BLOCKED_URL'
  | 'HTTP_REDIRECT'
  | 'HTTP_CONTENT'
  | 'HTTP_NETWORK'
  | 'HTTP_COOLING_DOWN'

type Details = {
  readonly cause?: unknown
  readonly status?: number
  readonly retryAfterMs?: number | undefined
  readonly bodyStart?: string
}

/** A request that brought no usable answer. `message` is for people and names no secret. */
export class HttpClientError extends DomainError<HttpErrorCode> {
  readonly status: number | undefined
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** The first 4,096 bytes of an error's body as text: some services tell the reason only there. */
  readonly bodyStart: string

  constructor(code: HttpErrorCode, message: string, details: Details = {}) {
    super(code, message, { cause: details.cause })
    this.name = 'HttpClientError'
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
    this.bodyStart = details.bodyStart ?? ''
  }
}
