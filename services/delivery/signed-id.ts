import { timingSafeEqual } from 'node:crypto'
import type { LinkSigner } from '../platform/links.ts'

/** What an id stands for where it is signed; one purpose's MAC never fits another. */
export type IdPurpose = 'bounce' | 'envelope' | 'message' | 'notice'

// 64 bits, checked on every use and only ever guessed online. Hex, because mail systems may fold the case of an address.
const macBytes = 8
const signedId = /^(\d{1,15})\.([0-9a-f]{16})$/i

/** `id.mac`, fit for a local part, an ENVID or a Message-ID. */
export function signId(links: LinkSigner, purpose: IdPurpose, id: number): string {
  return `${id}.${macsOf(links, purpose, String(id))[0]}`
}

/** The id, when `text` was made by `signId` with any key of the ring. */
export function readSignedId(links: LinkSigner, purpose: IdPurpose, text: string): number | undefined {
  const [, id = '', mac = ''] = signedId.exec(text) ?? []
  if (id === '') return undefined
  const given = Buffer.from(mac.toLowerCase())
  const isOurs = macsOf(links, purpose, id).some((expected) => timingSafeEqual(given, Buffer.from(expected)))
  return isOurs ? Number(id) : undefined
}

function macsOf(links: LinkSigner, purpose: IdPurpose, id: string): string[] {
  return links.hashes(purpose, id).map((hash) => hash.subarray(0, macBytes).toString('hex'))
}
