import { createHash } from 'node:crypto'
import { fieldOf, type HeaderFields } from '../../platform/mail/header-fields.ts'
import { type ReceivedMessage, readMessage } from '../../platform/mail/received-message.ts'
import { unsubscribe } from '../../subscribers/unsubscribe.ts'
import { applyReport, type ReportDeps, type ReportedEvent } from './apply-report.ts'
import { isComplaint, readFeedbackReport } from './arf.ts'
import { readDsn } from './dsn.ts'
import { findTarget } from './find-target.ts'
import { countIdle, type Idle, keepReport } from './report-log-store.ts'
import { readReturnedHeaders } from './returned-headers.ts'
import { readBounceAddress, readUnsubscribeToken } from './verp.ts'

export type ReceiveDeps = ReportDeps & { readonly bounceDomain: string | undefined }

/** A mail that came back to us, by our own SMTP server or from a mailbox. */
export type ReturnedMail = {
  readonly source: 'smtp' | 'imap'
  /** The envelope's sender, empty for the null sender; undefined where only the message is left. */
  readonly from?: string | undefined
  /** The envelope's recipients, where known. */
  readonly to?: readonly string[] | undefined
  readonly raw: Buffer
}

/** Longer ones are not taken, or not read to the end: a report with our mail in it stays far below. */
export const mostMailBytes = 1024 * 1024

type Outcome = 'applied' | Idle

type Read = {
  readonly mail: ReturnedMail
  readonly message: ReceivedMessage
  readonly from: string | undefined
  readonly to: readonly string[]
  readonly eventId: string
}

/**
 * Takes in a delivery report, a complaint or an unsubscribe by mail, and answers none of them (RFC 3834 2). What cannot
 * prove which mail or reader it is about changes nothing and is only counted. The same mail again changes nothing.
 */
export async function receiveMail(deps: ReceiveDeps, mail: ReturnedMail): Promise<Outcome> {
  const outcome = await actOn(deps, mail)
  if (outcome !== 'applied') await countIdle(deps.db, { source: mail.source, outcome }, deps.now())
  return outcome
}

async function actOn(deps: ReceiveDeps, mail: ReturnedMail): Promise<Outcome> {
  const message = await readMessage(mail.raw).catch(() => undefined)
  if (!message) return 'unreadable'
  const { fields } = message
  const read: Read = {
    mail,
    message,
    from: mail.from ?? senderIn(fields),
    to: mail.to ?? recipientsIn(fields),
    eventId: createHash('sha256').update(mail.raw).digest('hex'),
  }
  return (await actOnDsn(deps, read)) ?? (await actOnComplaint(deps, read)) ?? actOnUnsubscribe(deps, read)
}

async function actOnDsn(deps: ReceiveDeps, read: Read): Promise<Outcome | undefined> {
  const dsn = readDsn(read.message)
  if (!dsn) return undefined
  // RFC 3464 2: it comes from the null sender. Anything else is a copy that somebody sent on.
  if (read.from !== undefined && read.from !== '') return 'ignored'
  const { envelopeId, bounce } = dsn
  if (!bounce) return 'ignored'
  return report(deps, read, { addresses: read.to, envelopeId, event: { kind: 'bounce', bounce } })
}

async function actOnComplaint(deps: ReceiveDeps, read: Read): Promise<Outcome | undefined> {
  const feedback = readFeedbackReport(read.message)
  if (!feedback) return undefined
  if (!isComplaint(feedback)) return 'ignored'
  const { envelopeId, mailFrom } = feedback
  const addresses = [...read.to, mailFrom]
  return report(deps, read, { addresses, envelopeId, event: { kind: 'complaint' } })
}

type Told = {
  readonly addresses: readonly string[]
  readonly envelopeId: string
  readonly event: ReportedEvent
}

async function report(deps: ReceiveDeps, { mail, message, eventId }: Read, told: Told): Promise<Outcome> {
  const found = findTarget(deps, {
    addresses: told.addresses,
    envelopeId: told.envelopeId,
    messageId: fieldOf(readReturnedHeaders(message), 'message-id'),
  })
  if (typeof found === 'string') return found
  return applyReport(deps, { source: mail.source, eventId, target: found, event: told.event })
}

/** By the token in the address or the subject: who has it has had our mail, or was given it. */
async function actOnUnsubscribe(
  deps: ReceiveDeps,
  { mail, message, from, to, eventId }: Read,
): Promise<Outcome> {
  // A bounce or an absence notice that quotes the subject is no wish to leave.
  const isByMachine = from === '' || /^auto-replied\b/i.test(fieldOf(message.fields, 'auto-submitted'))
  if (isByMachine) return 'ignored'
  const subscriberId = wishesToLeave(deps, { subject: message.subject, to })
  if (subscriberId === undefined) return 'unmatched'
  if (typeof subscriberId === 'string') return subscriberId
  return deps.db.transaction(async (db) => {
    const isNew = await keepReport(db, { source: mail.source, eventId, kind: 'unsubscribe' }, deps.now())
    if (!isNew) return 'repeated'
    await unsubscribe({ db, now: deps.now }, subscriberId, 'mailto')
    return 'applied'
  })
}

function wishesToLeave(deps: ReceiveDeps, { subject, to }: { subject: string; to: readonly string[] }) {
  for (const address of to) {
    const read = readBounceAddress(deps, address)
    if (read?.kind === 'unsubscribe') return read.subscriberId
  }
  const [, token] = /^\s*unsubscribe\s+(\S{1,200})\s*$/i.exec(subject) ?? []
  if (token === undefined) return undefined
  return readUnsubscribeToken(deps.links, token) ?? 'forged'
}

/** The envelope's sender as the last server noted it (RFC 5321 4.4); undefined where it did not. */
function senderIn(fields: HeaderFields): string | undefined {
  const path = fields.get('return-path')?.[0]
  return path === undefined ? undefined : path.replace(/^<(.*)>.*$/, '$1').trim()
}

/** Mail servers write the envelope's recipient under these names; each address is checked by its MAC, so none is trusted. */
function recipientsIn(fields: HeaderFields): string[] {
  const names = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'original-recipient', 'to']
  const texts = names.flatMap((name) => fields.get(name) ?? [])
  return texts.flatMap((text) => text.match(/[^\s<>,;:"]{1,100}@[^\s<>,;:"]{1,255}/g) ?? []).slice(0, 50)
}
