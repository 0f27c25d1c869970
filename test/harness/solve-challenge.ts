import { pbkdf2Sync } from 'node:crypto'
import type { Challenge } from '../../services/platform/proof-of-work.ts'

/** Does the work, as the browser does; the payload for the field `altcha`. */
export function solve(challenge: Challenge): string {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters
  const password = Buffer.concat([Buffer.from(nonce, 'hex'), Buffer.alloc(4)])
  for (let counter = 0; ; counter += 1) {
    password.writeUInt32BE(counter, 16)
    const key = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, keyLength, 'sha256').toString('hex')
    if (key.startsWith(keyPrefix)) return encodePayload({ challenge, solution: { counter, derivedKey: key } })
  }
}

export function encodePayload(payload: unknown): string {
  return Buffer.from(JSON.stringify(payload)).toString('base64')
}
