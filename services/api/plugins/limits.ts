import type { FastifyReply, FastifyRequest } from 'fastify'
import { askTogether } from '../../platform/ask-together.ts'
import { DomainError } from '../../platform/errors.ts'
import { type Challenge, createChallenge, readProof } from '../../platform/proof-of-work.ts'
import {
  type Metered,
  meterNetworks,
  meterPreviews,
  networkOf,
  readLoad,
  takePlaceInLine,
} from '../../subscribers/limits.ts'
import { spendProof } from '../../subscribers/limits-proof.ts'
import type { Subscribe } from '../../subscribers/subscribe.ts'
import type { ApiDeps } from '../deps.ts'
import type { SignupReader } from '../sign-up.ts'

type GuardDeps = Pick<ApiDeps, 'db' | 'now' | 'links' | 'calmSignups'>

type RefuseFloods = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** What stands before a sign-up. */
export type SignupGuard = {
  /** For `preHandler`: refuses a network that floods us, with 429 and when to come back. */
  readonly refuseFloods: RefuseFloods
  /** The same for previews. Who looked too often can still sign up. */
  readonly refusePreviewFloods: RefuseFloods
  /** How long the mail waits: not at all in quiet times and for who brings a proof of work, else for a place in a line. */
  readonly admit: (proof: string, reply: FastifyReply) => Promise<number>
  /** The work that is asked for now; undefined in quiet times. */
  readonly challenge: () => Promise<Challenge | undefined>
}

/** What the routes that take sign-ups need. */
export type GuardedDeps = ApiDeps & {
  readonly guard: SignupGuard
  readonly readSignup: SignupReader
  readonly subscribe: Subscribe
}

// One reading of the load serves all requests of a second.
const loadIsFreshMs = 1_000
const mostRemembered = 10_000

/** Counts live in Postgres, for all processes; what is kept here only spares it the same question again. */
export function buildSignupGuard(deps: GuardDeps): SignupGuard {
  const load = { level: 0, readAt: Number.NEGATIVE_INFINITY }

  async function currentLoad(): Promise<number> {
    const now = deps.now().getTime()
    if (Math.abs(now - load.readAt) < loadIsFreshMs) return load.level
    load.readAt = now
    load.level = await readLoad(deps, deps.calmSignups)
    return load.level
  }

  return {
    refuseFloods: buildRefusal(deps, (networks) => meterNetworks(deps, networks)),
    refusePreviewFloods: buildRefusal(deps, (networks) => meterPreviews(deps, networks)),
    admit: async (field, reply) => {
      if ((await currentLoad()) === 0) return 0
      const proof = await readProof(deps, field)
      if (proof && (await spendProof(deps.db, proof))) return 0
      return placeOf(await takePlaceInLine(deps, deps.calmSignups), reply)
    },
    challenge: async () => {
      const level = await currentLoad()
      return level === 0 ? undefined : createChallenge(deps, level)
    },
  }
}

function buildRefusal(
  { now }: Pick<GuardDeps, 'now'>,
  meterAll: (networks: readonly string[]) => Promise<Metered[]>,
): RefuseFloods {
  const meter = askTogether({ keyOf: (network: string) => network, ask: meterAll })
  const refusedUntil = new Map<string, number>()

  return async (request, reply) => {
    const network = networkOf(request.ip)
    const at = now().getTime()
    const until = refusedUntil.get(network) ?? 0
    if (until > at) return refuse(reply, until - at)
    const metered = await meter(network)
    if (metered.ok) return void refusedUntil.delete(network)
    if (refusedUntil.size >= mostRemembered) refusedUntil.clear()
    refusedUntil.set(network, at + metered.retryAfterMs)
    return refuse(reply, metered.retryAfterMs)
  }
}

function placeOf(place: Metered, reply: FastifyReply): number {
  return place.ok ? place.waitMs : refuse(reply, place.retryAfterMs)
}

function refuse(reply: FastifyReply, retryAfterMs: number): never {
  const seconds = Math.ceil(retryAfterMs / 1000)
  reply.header('retry-after', String(seconds))
  throw new DomainError(
    'REQUESTS_TOO_MANY',
    `Many requests came in a short time. Try again in ${seconds} seconds.`,
  )
}
