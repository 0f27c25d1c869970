export type RateLimit = { readonly remaining: number; readonly resetMs: number }

export type Headers = Readonly<Record<string, string | string[] | undefined>>

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/**
 * How long the server asks to be left alone, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3),
 * else the reset of a `RateLimit` that has run out.
 */
export function readRetryAfter(headers: Headers, now: Date): number | undefined {
  const value = headerOf(headers, 'retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const date = value === '' ? Number.NaN : Date.parse(value)
  if (!Number.isNaN(date)) return Math.max(0, date - now.getTime())
  const limit = readRateLimit(headers)
  return limit !== undefined && limit.remaining === 0 ? limit.resetMs : undefined
}

/** `RateLimit: "api";r=0;t=120` (draft-ietf-httpapi-ratelimit-headers, as Hugging Face sends it). */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const value = headerOf(headers, 'ratelimit') ?? ''
  const remaining = /;\s*r=(\d{1,12})/.exec(value)?.[1]
  const reset = /;\s*t=(\d{1,9})/.exec(value)?.[1]
  return remaining === undefined || reset === undefined
    ? undefined
    : { remaining: Number(remaining), resetMs: Number(reset) * 1_000 }
}
