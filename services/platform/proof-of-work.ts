import { createHash, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { LinkSigner } from './links.ts'

const derive = promisify(pbkdf2)

// The challenge format of ALTCHA 2 (altcha.org), so that its widgets and solvers work here too. No key prefix is known in
// advance: making a challenge costs us one HMAC, and only who solves one has to work.
const Parameters = z.strictObject({
  algorithm: z.literal('PBKDF2/SHA-256'),
  cost: z.number().int(),
  expiresAt: z.number().int(),
  keyLength: z.literal(32),
  keyPrefix: z.string(),
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
})

export const ChallengeShape = z.object({ parameters: Parameters, signature: z.string() })
export type Challenge = z.infer<typeof ChallengeShape>

const Payload = z.object({
  challenge: ChallengeShape,
  solution: z.object({ counter: z.number().int().min(0).max(0xffff_ffff) }),
})

/** What must be tried on average: 256 or 4,096 keys of so many rounds. A laptop takes 0.3, 1, 2 and 4 seconds for these. */
const efforts = [
  { keyPrefix: '00', cost: 2_000 },
  { keyPrefix: '000', cost: 500 },
  { keyPrefix: '000', cost: 1_000 },
  { keyPrefix: '000', cost: 2_000 },
] as const

// Long enough to fill in a form, too short to lay in a stock for an attack.
const validMs = 15 * 60_000

/** A challenge of `level` 1 (slight) to 4 (hard), signed, so that we need not keep it. */
export function createChallenge(
  { links, now }: { links: LinkSigner; now: () => Date },
  level: number,
): Challenge {
  const effort = efforts[Math.min(Math.max(level, 1), efforts.length) - 1] ?? efforts[0]
  const parameters = {
    algorithm: 'PBKDF2/SHA-256' as const,
    cost: effort.cost,
    expiresAt: Math.floor((now().getTime() + validMs) / 1000),
    keyLength: 32 as const,
    keyPrefix: effort.keyPrefix,
    nonce: randomBytes(16).toString('hex'),
    salt: randomBytes(16).toString('hex'),
  }
  return { parameters, signature: signaturesOf(links, parameters)[0] ?? '' }
}

export type Proof = { readonly hash: Buffer; readonly expiresAt: Date }

/**
 * The proof in a form field (ALTCHA's payload: base64 of JSON), or undefined when it is none of ours, too old or unsolved.
 * Whether it was handed in before is for the caller to keep: `hash` names it.
 */
export async function readProof(
  { links, now }: { links: LinkSigner; now: () => Date },
  field: string,
): Promise<Proof | undefined> {
  const payload = Payload.safeParse(decode(field))
  if (!payload.success) return undefined
  const { challenge, solution } = payload.data
  const { parameters, signature } = challenge
  const expiresAt = new Date(parameters.expiresAt * 1000)
  // The signature comes first: the costly part runs only with numbers that we chose.
  if (!signaturesOf(links, parameters).some((ours) => isSame(ours, signature)) || expiresAt <= now())
    return undefined
  const key = await derive(
    passwordOf(parameters.nonce, solution.counter),
    Buffer.from(parameters.salt, 'hex'),
    parameters.cost,
    parameters.keyLength,
    'sha256',
  )
  if (!key.toString('hex').startsWith(parameters.keyPrefix)) return undefined
  return { hash: createHash('sha256').update(signature).digest(), expiresAt }
}

function passwordOf(nonce: string, counter: number): Buffer {
  const password = Buffer.alloc(20)
  password.write(nonce, 'hex')
  password.writeUInt32BE(counter, 16)
  return password
}

function signaturesOf(links: LinkSigner, parameters: z.infer<typeof Parameters>): string[] {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)))
  return links.hashes('proof-of-work', JSON.stringify(sorted)).map((mac) => mac.toString('hex'))
}

function isSame(ours: string, given: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function decode(field: string): unknown {
  try {
    return JSON.parse(Buffer.from(field, 'base64').toString())
  } catch {
    // Not JSON is no proof.
    return undefined
  }
}
