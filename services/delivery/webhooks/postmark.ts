import { z } from 'zod'
import type { ReportedEvent } from '../bounces/apply-report.ts'
import { isSameSecret } from './constant-time.ts'
import {
  asEventId,
  type Checked,
  type ProviderEvent,
  readJson,
  refused,
  type WebhookRequest,
} from './webhook.ts'

/** Postmark signs nothing; the login in the webhook's address is the proof (postmarkapp.com, "Webhooks overview"). */
export function checkPostmark(
  settings: { /** `user:password` */ readonly login: string },
  { headers, body }: WebhookRequest,
): Checked {
  const [, given = ''] = /^basic\s+([A-Za-z0-9+/=_-]{1,1000})\s*$/i.exec(headers['authorization'] ?? '') ?? []
  if (!isSameSecret(Buffer.from(given, 'base64').toString(), settings.login)) return refused
  return { kind: 'events', events: readEvent(readJson(body.toString())) }
}

const BounceRecord = z.object({
  RecordType: z.enum(['Bounce', 'SpamComplaint']),
  ID: z.union([z.number(), z.string()]),
  Type: z.string(),
  Email: z.string(),
  Description: z.string().optional(),
  Details: z.string().optional(),
})

const ChangeRecord = z.object({
  RecordType: z.literal('SubscriptionChange'),
  MessageID: z.string(),
  Recipient: z.string(),
  ChangedAt: z.string(),
  SuppressSending: z.boolean(),
  SuppressionReason: z.string().nullish(),
})

// Postmark puts its own Message-ID on a mail and tells no other, so the recipient is the only clue.
const clues = { addresses: [] }

function readEvent(raw: unknown): ProviderEvent[] {
  const bounce = BounceRecord.safeParse(raw).data
  if (bounce) {
    const eventId = asEventId(`${bounce.RecordType} ${bounce.ID}`)
    return [{ eventId, recipient: bounce.Email, clues, event: meaningOfBounce(bounce) }]
  }
  const change = ChangeRecord.safeParse(raw).data
  if (!change) return []
  const eventId = asEventId(`${change.RecordType} ${change.MessageID} ${change.ChangedAt}`)
  return [{ eventId, recipient: change.Recipient, clues, event: meaningOfChange(change) }]
}

const severities: Readonly<Record<string, 'hard' | 'soft' | 'other'>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  SoftBounce: 'soft',
  DnsError: 'soft',
  Blocked: 'other',
  SpamNotification: 'other',
  DMARCPolicy: 'other',
}

/** By postmarkapp.com, "Bounce types". Its other types are answers by machines and delays, which end no mail. */
function meaningOfBounce({
  RecordType,
  Type,
  ...record
}: z.infer<typeof BounceRecord>): ReportedEvent | undefined {
  if (RecordType === 'SpamComplaint' || Type === 'SpamComplaint') return { kind: 'complaint' }
  if (Type === 'Unsubscribe') return { kind: 'unsubscribe' }
  const severity = severities[Type]
  if (severity === undefined) return undefined
  const words = record.Details || record.Description || Type
  return { kind: 'bounce', bounce: { severity, enhanced: undefined, words } }
}

function meaningOfChange(change: z.infer<typeof ChangeRecord>): ReportedEvent | undefined {
  if (!change.SuppressSending) return undefined
  if (change.SuppressionReason === 'SpamComplaint') return { kind: 'complaint' }
  if (change.SuppressionReason === 'ManualSuppression') return { kind: 'unsubscribe' }
  const words = 'Postmark sends nothing to this address any more'
  return { kind: 'bounce', bounce: { severity: 'hard', enhanced: undefined, words } }
}
