import type { LinkSigner } from '../../platform/links.ts'
import { readSignedId } from '../signed-id.ts'

/** What a mail of ours was about: a reader's digest, or a single mail about a subscription. */
export type Target = { readonly kind: 'delivery' | 'notice'; readonly id: number }

/** An address at BOUNCE_DOMAIN, read: `unsubscribe` is a subscriber's id, `role` an address that people and feedback loops write to. */
export type BounceAddress =
  | Target
  | { readonly kind: 'unsubscribe'; readonly subscriberId: number }
  | { readonly kind: 'role' }

// postmaster and abuse: RFC 5321 4.5.1 and RFC 2142. fbl is the address to give to feedback loops.
const roles = new Set(['postmaster', 'abuse', 'fbl'])

/** What an address of ours stands for; undefined for any other, and for one whose MAC is not ours. */
export function readBounceAddress(
  { links, bounceDomain }: { links: LinkSigner; bounceDomain: string | undefined },
  address: string,
): BounceAddress | undefined {
  const at = address.lastIndexOf('@')
  if (!bounceDomain || address.slice(at + 1).toLowerCase() !== bounceDomain.toLowerCase()) return undefined
  const local = address.slice(0, at)
  if (roles.has(local.toLowerCase())) return { kind: 'role' }
  const [, letter = '', rest = ''] = /^([bnu])\+(.{1,100})$/i.exec(local) ?? []
  switch (letter.toLowerCase()) {
    case 'b':
      return target('delivery', readSignedId(links, 'bounce', rest))
    case 'n':
      return target('notice', readSignedId(links, 'notice', rest))
    case 'u': {
      const subscriberId = readUnsubscribeToken(links, rest)
      return subscriberId === undefined ? undefined : { kind: 'unsubscribe', subscriberId }
    }
    default:
      return undefined
  }
}

/** The mail that a Message-ID of ours names, with or without its angle brackets. */
export function readMessageId(links: LinkSigner, messageId: string): Target | undefined {
  const [, letter, signed = ''] = /^\s*<?([dn])([^@\s<>]{1,60})@[^\s<>]+>?\s*$/.exec(messageId) ?? []
  if (letter === 'd') return target('delivery', readSignedId(links, 'message', signed))
  return letter === 'n' ? target('notice', readSignedId(links, 'notice', signed)) : undefined
}

/** The delivery that an ENVID of ours names (RFC 3461 4.4). */
export function readEnvelopeId(links: LinkSigner, envelopeId: string): Target | undefined {
  const [, signed = ''] = /^\s*d(\S{1,60})\s*$/.exec(envelopeId) ?? []
  return target('delivery', readSignedId(links, 'envelope', signed))
}

/** The subscriber whose unsubscribe link this token is part of. */
export function readUnsubscribeToken(links: LinkSigner, token: string): number | undefined {
  const id = Number(links.verify('unsubscribe', token) ?? Number.NaN)
  return Number.isSafeInteger(id) ? id : undefined
}

function target(kind: Target['kind'], id: number | undefined): Target | undefined {
  return id === undefined ? undefined : { kind, id }
}
