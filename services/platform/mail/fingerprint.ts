import { createHash } from 'node:crypto'
import type { MailText, SharedText } from './mail-text.ts'
import type { OutgoingMessage } from './mailer.ts'

/** Hex SHA-256 of all that a message says. What it shares with others is hashed once. */
export function fingerprintOf(message: OutgoingMessage): string {
  const { text, html, ...rest } = message
  return hashOf(JSON.stringify([rest, partsOf(text), partsOf(html)]))
}

function partsOf(text: MailText): string | (readonly string[])[] {
  return typeof text === 'string' ? text : [text.shared.map(sharedHash), text.own]
}

const known = new WeakMap<SharedText, string>()

function sharedHash(shared: SharedText): string {
  const found = known.get(shared) ?? hashOf(JSON.stringify(shared))
  known.set(shared, found)
  return found
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
