import { fieldOf, type HeaderFields, readFieldGroups } from '../../platform/mail/header-fields.ts'
import type { ReceivedMessage } from '../../platform/mail/received-message.ts'
import { type Bounce, judgeBounce } from './judge-bounce.ts'

/** A delivery status notification (RFC 3464). */
export type Dsn = {
  readonly envelopeId: string
  /** What it says was lost for good; undefined while anything about the mail is still open or went well. */
  readonly bounce: Bounce | undefined
}

// RFC 6533 has a type of its own for addresses that are not ASCII.
const types = new Set(['message/delivery-status', 'message/global-delivery-status'])
// A mail of ours has one recipient; one that forwards to a few more still fits.
const mostRecipients = 20

/** Reads the first delivery status among a message's parts; undefined where there is none. */
export function readDsn({ parts }: ReceivedMessage): Dsn | undefined {
  const part = parts.find(({ type }) => types.has(type))
  if (!part) return undefined
  const groups = readFieldGroups(part.text, mostRecipients + 1)
  const envelopeId = groups.map((group) => fieldOf(group, 'original-envelope-id')).find(Boolean) ?? ''
  const recipients = groups.filter((group) => group.has('action'))
  const isOver = recipients.length > 0 && recipients.every(hasFailed)
  return { envelopeId, bounce: isOver ? mildest(recipients.map(readBounce)) : undefined }
}

/** `delayed`, `delivered`, `relayed` and `expanded` are not the end of a mail. */
function hasFailed(recipient: HeaderFields): boolean {
  return /^failed\b/i.test(fieldOf(recipient, 'action'))
}

function readBounce(recipient: HeaderFields): Bounce {
  // `smtp; 550 5.1.1 …` are the remote server's own words; another type is the reporting system's comment (RFC 3464 2.3.6).
  const diagnostic = fieldOf(recipient, 'diagnostic-code')
  const words = diagnostic.replace(/^[^;\s]{1,40};\s*/, '')
  const [, reply, enhanced] = /^smtp;\s*([245]\d\d)?[ -]?([245]\.\d{1,3}\.\d{1,3})?/i.exec(diagnostic) ?? []
  const status = /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(fieldOf(recipient, 'status'))?.[1]
  return judgeBounce({ reply: Number(reply) || undefined, enhanced: enhanced ?? status, words })
}

const order: readonly Bounce['severity'][] = ['other', 'soft', 'hard']

/** Where an address forwards to several, one that is dead does not make a dead reader. */
function mildest(bounces: readonly Bounce[]): Bounce | undefined {
  return order.map((severity) => bounces.find((bounce) => bounce.severity === severity)).find(Boolean)
}
