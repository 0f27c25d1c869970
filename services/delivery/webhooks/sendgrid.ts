import { createPublicKey, verify } from 'node:crypto'
import { z } from 'zod'
import type { ReportedEvent } from '../bounces/apply-report.ts'
import { judgeBounce } from '../bounces/judge-bounce.ts'
import {
  asEventId,
  type Checked,
  type ProviderEvent,
  readBase64,
  readJson,
  refused,
  type WebhookRequest,
} from './webhook.ts'

// Far from our clock, a request was recorded and is played again.
const windowMs = 5 * 60_000

/**
 * SendGrid's signed event webhook: ECDSA over P-256 and SHA-256, of the timestamp and the raw body
 * (docs.sendgrid.com, "Event Webhook Security Features").
 */
export function checkSendgrid(
  settings: { readonly publicKey: string; readonly now: Date },
  { headers, body }: WebhookRequest,
): Checked {
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? ''
  const signature = readBase64(headers['x-twilio-email-event-webhook-signature'] ?? '')
  if (!/^\d{1,12}$/.test(timestamp) || !signature) return refused
  if (Math.abs(settings.now.getTime() - Number(timestamp) * 1_000) > windowMs) return refused
  const key = createPublicKey({ key: Buffer.from(settings.publicKey, 'base64'), format: 'der', type: 'spki' })
  const signed = Buffer.concat([Buffer.from(timestamp), body])
  if (!verify('sha256', signed, key, signature)) return refused
  const events = z.array(z.unknown()).safeParse(readJson(body.toString()))
  return { kind: 'events', events: (events.data ?? []).flatMap(readEvent) }
}

const Event = z.object({
  event: z.string(),
  email: z.string(),
  sg_event_id: z.string(),
  'smtp-id': z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
})

function readEvent(raw: unknown): ProviderEvent[] {
  const { data } = Event.safeParse(raw)
  if (!data) return []
  const clues = { addresses: [], messageId: data['smtp-id'] ?? '' }
  return [{ eventId: asEventId(data.sg_event_id), recipient: data.email, clues, event: meaningOf(data) }]
}

function meaningOf({
  event,
  type,
  status = '',
  reason = '',
}: z.infer<typeof Event>): ReportedEvent | undefined {
  if (event === 'spamreport') return { kind: 'complaint' }
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return { kind: 'unsubscribe' }
  if (event === 'dropped') return meaningOfDrop(reason)
  if (event !== 'bounce') return undefined
  const bounce = judgeBounce({
    reply: Number(/^\s*([245]\d\d)\b/.exec(reason)?.[1]) || undefined,
    enhanced: /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status)?.[0],
    words: reason,
    // A `blocked` one is refused for what it is or who we are; the address is good.
    fallback: type === 'blocked' ? 'other' : 'hard',
  })
  return { kind: 'bounce', bounce }
}

/** Not even tried, because of what SendGrid remembers of the address. */
function meaningOfDrop(reason: string): ReportedEvent | undefined {
  if (/spam report/i.test(reason)) return { kind: 'complaint' }
  if (/unsubscribed/i.test(reason)) return { kind: 'unsubscribe' }
  const severity = /bounced address|^invalid/i.test(reason) ? 'hard' : 'other'
  return { kind: 'bounce', bounce: { severity, enhanced: undefined, words: reason } }
}
