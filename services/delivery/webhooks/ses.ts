import { z } from 'zod'
import type { ReportedEvent } from '../bounces/apply-report.ts'
import { judgeBounce } from '../bounces/judge-bounce.ts'
import { asEventId, type ProviderEvent, readJson } from './webhook.ts'

const Recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
})

const Message = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({
    source: z.string().optional(),
    headers: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .optional()
      .catch(undefined),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(Recipient),
    })
    .optional(),
  complaint: z
    .object({
      complaintFeedbackType: z.string().nullish(),
      complainedRecipients: z.array(Recipient),
    })
    .optional(),
})
type Message = z.infer<typeof Message>

/** What SES says by SNS, as an identity's notification or a configuration set's event (docs.aws.amazon.com/ses). */
export function readSesEvents(messageId: string, text: string): ProviderEvent[] {
  const { data } = Message.safeParse(readJson(text))
  if (!data) return []
  const { mail, bounce, complaint } = data
  const clues = {
    addresses: [mail.source ?? ''],
    messageId: mail.headers?.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? '',
  }
  const type = data.notificationType ?? data.eventType
  const recipients =
    (type === 'Bounce' ? bounce?.bouncedRecipients : undefined) ??
    (type === 'Complaint' ? complaint?.complainedRecipients : undefined) ??
    []
  return recipients.map((recipient, place) => ({
    eventId: asEventId(`${messageId}/${place}`),
    recipient: recipient.emailAddress,
    clues,
    event: type === 'Bounce' ? meaningOfBounce(bounce, recipient) : meaningOfComplaint(complaint),
  }))
}

function meaningOfBounce(
  bounce: Message['bounce'],
  { status, diagnosticCode = '' }: z.infer<typeof Recipient>,
): ReportedEvent {
  const { bounceType = '', bounceSubType = '' } = bounce ?? {}
  const isFull = bounceType === 'Transient' && bounceSubType === 'MailboxFull'
  const [, reply] = /^smtp;\s*([245]\d\d)\b/i.exec(diagnosticCode) ?? []
  const judged = judgeBounce({
    reply: Number(reply) || undefined,
    enhanced: /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status ?? '')?.[0],
    words: diagnosticCode.replace(/^smtp;\s*/i, '') || `${bounceType} ${bounceSubType}`.trim(),
    fallback: bounceType === 'Permanent' ? 'hard' : isFull ? 'soft' : 'other',
  })
  // Only what SES itself calls permanent ends an address.
  const isDoubtful = judged.severity === 'hard' && bounceType !== 'Permanent'
  return { kind: 'bounce', bounce: isDoubtful ? { ...judged, severity: 'other' } : judged }
}

function meaningOfComplaint(complaint: Message['complaint']): ReportedEvent | undefined {
  const type = complaint?.complaintFeedbackType ?? 'abuse'
  return type === 'abuse' || type === 'fraud' ? { kind: 'complaint' } : undefined
}
