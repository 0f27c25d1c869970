import type { ReportedEvent } from '../bounces/apply-report.ts'
import type { Clues } from '../bounces/find-target.ts'

/** A request as it came: signatures are over the bytes of the body, not over what JSON makes of it. */
export type WebhookRequest = {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** What a provider says has happened to one recipient of one mail. */
export type ProviderEvent = {
  /** Unique with the provider: it is the same when the event is told again. */
  readonly eventId: string
  readonly recipient: string
  readonly clues: Clues
  /** Undefined: of a kind that changes nothing, such as delivered or opened. */
  readonly event: ReportedEvent | undefined
}

/** What a request holds once its sender is proved; `refused` where it is not, and nothing of it may be believed. */
export type Checked =
  | { readonly kind: 'refused' }
  | { readonly kind: 'events'; readonly events: readonly ProviderEvent[] }

export const refused: Checked = { kind: 'refused' }

/** The body as JSON; undefined where it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What came is not trusted yet, so that it is broken is no error of ours.
    return undefined
  }
}

// Longer than any provider's ids and short enough for an index.
export function asEventId(text: string): string {
  return text.slice(0, 200)
}

/** Bytes in base64 as it is written by the book; undefined for any other spelling of them, which Node would pass over. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined
}
