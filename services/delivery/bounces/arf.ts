import { fieldOf, readHeaderFields } from '../../platform/mail/header-fields.ts'
import type { ReceivedMessage } from '../../platform/mail/received-message.ts'

/** A feedback report (RFC 5965): someone pressed "spam", or "not spam". */
export type FeedbackReport = {
  /** `abuse`, `fraud`, `virus`, `other`, `not-spam`, in lower case. */
  readonly type: string
  readonly envelopeId: string
  readonly mailFrom: string
}

/** Reads the first feedback report among a message's parts; undefined where there is none. */
export function readFeedbackReport({ parts }: ReceivedMessage): FeedbackReport | undefined {
  const part = parts.find(({ type }) => type === 'message/feedback-report')
  if (!part) return undefined
  const fields = readHeaderFields(part.text.trimStart())
  return {
    type: fieldOf(fields, 'feedback-type').toLowerCase(),
    envelopeId: fieldOf(fields, 'original-envelope-id'),
    mailFrom: fieldOf(fields, 'original-mail-from').replace(/^<(.*)>$/, '$1'),
  }
}

/** Readers who say that a mail is abuse or fraud want no more of it; a virus is for the operator to look at. */
export function isComplaint({ type }: FeedbackReport): boolean {
  return type === 'abuse' || type === 'fraud'
}
