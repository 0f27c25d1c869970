import type { SharedDigest } from '../digests/digest-store.ts'
import type { DigestView } from '../digests/digest-view.ts'
import type { RenderedDigest } from '../digests/render-digest.ts'
import type { LinkSigner } from '../platform/links.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import { signId } from './signed-id.ts'

/** Who sends, as every message shows it. */
export type Sender = {
  /** `Name <address>` */
  readonly from: string
  readonly publicUrl: string
  readonly postalAddress: string
  readonly bounceDomain?: string | undefined
}

export type MessageDeps = {
  readonly sender: Sender
  readonly links: LinkSigner
  readonly renderDigest: (view: DigestView) => RenderedDigest
}

type Recipient = {
  readonly id: number
  readonly subscriberId: number
  readonly email: string
  readonly messageAt: Date
  readonly confirmedAt: Date
  readonly locale: string
}

/** The links of one reader: the only part of a digest that is theirs alone. */
export function readerLinks({ links, sender }: Pick<MessageDeps, 'links' | 'sender'>, subscriberId: number) {
  return {
    unsubscribe: `${sender.publicUrl}/unsubscribe/${links.sign('unsubscribe', String(subscriberId))}`,
    preferences: `${sender.publicUrl}/preferences/${links.sign('preferences', String(subscriberId))}`,
    home: `${sender.publicUrl}/`,
  }
}

export function readerView(
  deps: Pick<MessageDeps, 'links' | 'sender'>,
  digest: SharedDigest,
  reader: { subscriberId: number; confirmedAt: Date; locale: string; id?: number },
): DigestView {
  const { id: _id, ...shared } = digest
  const { id: deliveryId } = reader
  return {
    ...shared,
    feedback: deliveryId === undefined ? undefined : feedbackAddress(deps, deliveryId),
    links: {
      ...readerLinks(deps, reader.subscriberId),
      web: `${deps.sender.publicUrl}/editions/${digest.edition.cadence}/${digest.edition.date}`,
    },
    postalAddress: deps.sender.postalAddress,
    signedUpOn: reader.confirmedAt,
    listName: senderName(deps.sender),
    locale: reader.locale,
  }
}

/** Where the reader of one delivery says which of its papers they want more or less of. Nothing is known of it until pressed. */
function feedbackAddress(
  { links, sender }: Pick<MessageDeps, 'links' | 'sender'>,
  deliveryId: number,
): string {
  return `${sender.publicUrl}/feedback/${links.sign('feedback', String(deliveryId))}`
}

/** The digest mail of one delivery. The same delivery gives the same bytes every time. */
export function buildDigestMessage(
  deps: MessageDeps,
  digest: SharedDigest,
  recipient: Recipient,
): OutgoingMessage {
  const view = readerView(deps, digest, recipient)
  const domain = senderDomain(deps.sender)
  const { cadence, number } = digest.edition
  const unsubscribeToken = deps.links.sign('unsubscribe', String(recipient.subscriberId))
  const rendered = deps.renderDigest(view)
  return {
    ...envelope(deps, recipient),
    subject: rendered.subject,
    html: rendered.parts?.html ?? rendered.html,
    text: rendered.parts?.text ?? rendered.text,
    messageId: `<d${signId(deps.links, 'message', recipient.id)}@${domain}>`,
    date: recipient.messageAt,
    headers: {
      'List-Id': `${listPhrase(senderName(deps.sender))}<${cadence}.${domain}>`,
      'List-Unsubscribe': `<${view.links.unsubscribe}>, <${unsubscribeMailto(deps.sender, unsubscribeToken)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      // a:b:c:SenderId as Gmail wants it: nothing per recipient, a SenderId of 5 to 15 characters.
      'Feedback-ID': `${cadence}${number}:${cadence}:digest:${senderId(domain)}`,
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
    },
  }
}

function envelope(deps: Pick<MessageDeps, 'links' | 'sender'>, recipient: Pick<Recipient, 'id' | 'email'>) {
  const { sender, links } = deps
  // VERP: the bounce itself tells which delivery it is about, and its MAC that we made the address.
  const returnPath = sender.bounceDomain
    ? `b+${signId(links, 'bounce', recipient.id)}@${sender.bounceDomain}`
    : senderAddress(sender)
  return {
    from: sender.from,
    to: recipient.email,
    returnPath,
    ...(sender.bounceDomain ? { envelopeId: `d${signId(links, 'envelope', recipient.id)}` } : {}),
  }
}

function unsubscribeMailto(sender: Sender, token: string): string {
  if (sender.bounceDomain) return `mailto:u+${token}@${sender.bounceDomain}?subject=unsubscribe`
  return `mailto:${senderAddress(sender)}?subject=unsubscribe%20${token}`
}

export function senderAddress(sender: Pick<Sender, 'from'>): string {
  return /<([^>]+)>/.exec(sender.from)?.[1] ?? sender.from
}

export function senderName(sender: Pick<Sender, 'from'>): string {
  const [, name = ''] = /^([^<]*)</.exec(sender.from) ?? []
  return name.replaceAll('"', '').trim() || 'Broadsheet'
}

/** The name before a List-Id (RFC 2919) as a quoted string; left out where it is not ASCII, since it is not needed. */
function listPhrase(name: string): string {
  if (!/^[ -~]+$/.test(name)) return ''
  return /^[A-Za-z0-9 ]+$/.test(name) ? `${name} ` : `"${name.replaceAll('\\', '')}" `
}

export function senderDomain(sender: Pick<Sender, 'from'>): string {
  return senderAddress(sender).split('@')[1] ?? 'localhost'
}

function senderId(domain: string): string {
  return domain
    .replace(/[^a-z0-9]/gi, '')
    .slice(-15)
    .padStart(5, 'x')
}
