import { hash } from 'node:crypto'
import type { MailText, SharedText } from './mail-text.ts'
import type { OutgoingMessage } from './mailer.ts'

/** Hex SHA-256 of all that a message says. What it shares with others is hashed once. */
export function fingerprintOf(message: OutgoingMessage): string {
  const { text, html, ...rest } = message
  let whole = JSON.stringify(rest)
  for (const part of [text, html]) for (const piece of piecesOf(part)) whole += `\n${piece.length}\n${piece}`
  return hash('sha256', whole)
}

function piecesOf(text: MailText): readonly string[] {
  if (typeof text === 'string') return [text]
  return [text.shared.map(sharedHash).join(), text.own.join('')]
}

const known = new WeakMap<SharedText, string>()

function sharedHash(shared: SharedText): string {
  const found = known.get(shared)
  if (found) return found
  const made = hash('sha256', JSON.stringify(shared))
  known.set(shared, made)
  return made
}
