import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A key ring: the first key signs, every key verifies, so that a link outlives the rotation of its key. */
export type LinkSigner = {
  /** A path-safe token for `subject`. Tokens of one purpose never open another. */
  sign(purpose: string, subject: string): string
  /** The subject of a token made by `sign` with any key of the ring, else `undefined`. */
  verify(purpose: string, token: string): string | undefined
  /** HMAC-SHA256 of `text` with every key of the ring, the signing key's first: for look-ups that must not be reversible. */
  hashes(purpose: string, text: string): Buffer[]
}

// 192 bits of a SHA-256 MAC in base64url: far over the 128 bits of ASVS 5.0 11.5.1, short enough for a URL in a text mail.
const macCharacters = 32

/**
 * @param keys the ring, as `SECRET_KEYS` has it; a key is known by its fingerprint, so their order may change.
 * @throws Error on an empty ring.
 */
export function buildLinkSigner(keys: readonly string[]): LinkSigner {
  const ring = keys.map((secret) => ({ id: fingerprint(secret), secret }))
  const first = ring[0]
  if (!first) throw new Error('SECRET_KEYS is empty')
  return {
    sign: (purpose, subject) => {
      const payload = `${first.id}.${Buffer.from(subject).toString('base64url')}`
      return `${payload}.${mac(first.secret, purpose, payload)}`
    },
    verify: (purpose, token) => {
      const [id, subject, signature, ...rest] = token.split('.')
      if (!id || !subject || !signature || rest.length > 0) return undefined
      const key = ring.find((entry) => entry.id === id)
      if (!key) return undefined
      // Compared as text: decoding would pass over characters that are not base64url, and one link had many spellings.
      const expected = Buffer.from(mac(key.secret, purpose, `${id}.${subject}`))
      const given = Buffer.from(signature)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      return Buffer.from(subject, 'base64url').toString()
    },
    hashes: (purpose, text) =>
      ring.map(({ secret }) => createHmac('sha256', secret).update(`${purpose}\n${text}`).digest()),
  }
}

function mac(secret: string, purpose: string, payload: string): string {
  const digest = createHmac('sha256', secret).update(`link\n${purpose}\n${payload}`).digest('base64url')
  return digest.slice(0, macCharacters)
}

function fingerprint(secret: string): string {
  return createHash('sha256').update(`key\n${secret}`).digest('base64url').slice(0, 6)
}
