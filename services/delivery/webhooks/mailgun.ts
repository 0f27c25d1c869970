import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ReportedEvent } from '../bounces/apply-report.ts'
import { judgeBounce } from '../bounces/judge-bounce.ts'
import { isSameSecret } from './constant-time.ts'
import {
  asEventId,
  type Checked,
  type ProviderEvent,
  readJson,
  refused,
  type WebhookRequest,
} from './webhook.ts'

/** Checked, but the signature leaves out the body: whoever has seen it could send another. So its token must open only once. */
export type MailgunCheck = Checked & { readonly token?: { readonly value: string; readonly expiresAt: Date } }

// Mailgun tries again for 8 hours; a token is remembered for as long as its timestamp would be taken.
const oldestMs = 24 * 3_600_000
const futureMs = 5 * 60_000

const Body = z.object({
  signature: z.object({
    timestamp: z.string().regex(/^\d{1,12}$/),
    token: z.string().min(1).max(200),
    signature: z.string(),
  }),
  'event-data': z.unknown(),
})

/** Mailgun's webhook: HMAC-SHA256 of timestamp and token, in hex (documentation.mailgun.com, "Securing Webhooks"). */
export function checkMailgun(
  settings: { readonly signingKey: string; readonly now: Date },
  { body }: WebhookRequest,
): MailgunCheck {
  const { data } = Body.safeParse(readJson(body.toString()))
  if (!data) return refused
  const { timestamp, token, signature } = data.signature
  const expected = createHmac('sha256', settings.signingKey).update(`${timestamp}${token}`).digest('hex')
  if (!isSameSecret(signature, expected)) return refused
  const at = Number(timestamp) * 1_000
  const ageMs = settings.now.getTime() - at
  if (ageMs > oldestMs || ageMs < -futureMs) return refused
  const expiresAt = new Date(at + oldestMs + futureMs)
  return { kind: 'events', events: readEvent(data['event-data']), token: { value: token, expiresAt } }
}

const text = z.string().optional().catch(undefined)
const EventData = z.object({
  id: z.string(),
  event: z.string(),
  recipient: z.string(),
  severity: text,
  reason: text,
  envelope: z.object({ sender: text }).optional().catch(undefined),
  message: z
    .object({ headers: z.object({ 'message-id': text }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  'delivery-status': z
    .object({
      code: z.coerce.number().optional().catch(undefined),
      'enhanced-code': text,
      message: text,
      description: text,
    })
    .optional()
    .catch(undefined),
})

function readEvent(raw: unknown): ProviderEvent[] {
  const { data } = EventData.safeParse(raw)
  if (!data) return []
  const clues = {
    addresses: [data.envelope?.sender ?? ''],
    messageId: data.message?.headers?.['message-id'] ?? '',
  }
  return [{ eventId: asEventId(data.id), recipient: data.recipient, clues, event: meaningOf(data) }]
}

function meaningOf(data: z.infer<typeof EventData>): ReportedEvent | undefined {
  if (data.event === 'complained') return { kind: 'complaint' }
  if (data.event === 'unsubscribed') return { kind: 'unsubscribe' }
  // A temporary failure is tried again by Mailgun.
  if (data.event !== 'failed' || data.severity !== 'permanent') return undefined
  if (data.reason === 'suppress-complaint') return { kind: 'complaint' }
  if (data.reason === 'suppress-unsubscribe') return { kind: 'unsubscribe' }
  const { code, 'enhanced-code': enhanced, message, description } = data['delivery-status'] ?? {}
  const words = message || description || data.reason || ''
  if (data.reason === 'suppress-bounce')
    return { kind: 'bounce', bounce: { severity: 'hard', enhanced: undefined, words } }
  const bounce = judgeBounce({
    // Its own codes (605, 499 …) are none of SMTP's.
    reply: code !== undefined && code >= 400 && code < 600 && code !== 498 && code !== 499 ? code : undefined,
    enhanced: /^[245]\.\d{1,3}\.\d{1,3}$/.exec(enhanced ?? '')?.[0],
    words,
    // `old`: it tried for hours and gave up.
    fallback: data.reason === 'old' ? 'soft' : 'other',
  })
  return { kind: 'bounce', bounce }
}
