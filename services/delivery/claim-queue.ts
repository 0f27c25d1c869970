import { setTimeout as delay } from 'node:timers/promises'
import type { SharedDigest } from '../digests/shared-digest-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { type Claim, claimDeliveries, releaseClaims } from './ledger-store.ts'

type Deps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  readonly worker: string
  /** True as soon as nobody wants any more. */
  readonly isOver: () => boolean
  readonly loadDigests: (ids: readonly number[]) => Promise<SharedDigest[]>
}

/** Claims, and the digests that they are about, as far as these could be read. */
export type ClaimGroup = {
  readonly claims: readonly Claim[]
  readonly digests: ReadonlyMap<number, SharedDigest>
}

export type ClaimQueue = {
  /** Up to `count` claims. None: nothing is due any more. */
  take(count: number): Promise<ClaimGroup>
  /** Takes back claims whose receiving system has as much under way as it takes; they come again soon. */
  park(busy: ClaimGroup): Promise<void>
  /** Gives back what is left: at once, or what waits for a busy system a little later. */
  close(left: 'at once' | 'later'): Promise<void>
}

// Enough that claiming costs little, few enough that a process that dies leaves little waiting for its lease.
const claimSize = 100
// Those who take from here are busy with so many for longer than the next ones take to come.
const lowMark = 60
// How often claims of busy systems are tried again, and for how long before they are left to a later run.
const parkMs = 100
const longestParkMs = 10_000
const laterSeconds = 30

type Entry = { readonly claim: Claim; readonly digest: SharedDigest | undefined }

/** What is due, oldest first, claimed a little ahead, so that no connection waits for the next claims. */
export function openClaimQueue(deps: Deps): ClaimQueue {
  const fresh: Entry[] = []
  const parking = buildParking(deps)
  const state: { isDry: boolean; refill: Promise<void> | undefined } = { isDry: false, refill: undefined }

  /** Begins to fetch more where that is due; several who ask wait for the same. */
  const refill = (): Promise<void> => {
    const isFull = fresh.length >= lowMark || parking.size() >= claimSize
    if (state.refill || state.isDry || isFull) return state.refill ?? Promise.resolve()
    state.refill = claimEntries(deps)
      .then((entries) => {
        state.isDry = entries.length === 0
        fresh.push(...entries)
      })
      .finally(() => {
        state.refill = undefined
      })
    // Whoever waits for it gets its error; nobody may.
    state.refill.catch(() => {})
    return state.refill
  }

  const take = async (count: number): Promise<Entry[]> => {
    if (deps.isOver()) return []
    fresh.unshift(...parking.takeDue())
    const more = refill()
    if (fresh.length === 0) await more
    if (fresh.length > 0) return fresh.splice(0, count)
    if (parking.size() === 0) return state.isDry ? [] : take(count)
    await delay(parkMs)
    return take(count)
  }

  return {
    take: async (count) => toGroup(await take(count)),
    park: ({ claims, digests }) =>
      parking.add(claims.map((claim) => ({ claim, digest: digests.get(claim.digestId) }))),
    close: async (left) => {
      await state.refill?.catch(() => {})
      if (left === 'at once') fresh.push(...parking.takeAll())
      await releaseClaims(
        deps.db,
        fresh.map(({ claim }) => claim),
      )
      await parking.close()
    },
  }
}

/** Claims with their digests; where these cannot be loaded, the claims are free again at once. */
async function claimEntries({ db, now, worker, loadDigests }: Deps): Promise<Entry[]> {
  const claims = await claimDeliveries(db, { limit: claimSize, worker, now: now() })
  try {
    const digests = await loadDigests([...new Set(claims.map((claim) => claim.digestId))])
    const byId = new Map(digests.map((digest) => [digest.id, digest]))
    return claims.map((claim) => ({ claim, digest: byId.get(claim.digestId) }))
  } catch (error) {
    await releaseClaims(db, claims)
    throw error
  }
}

function toGroup(entries: readonly Entry[]): ClaimGroup {
  return {
    claims: entries.map(({ claim }) => claim),
    digests: new Map(
      entries.flatMap(({ digest }): [number, SharedDigest][] => (digest ? [[digest.id, digest]] : [])),
    ),
  }
}

function buildParking({ db, now }: Deps) {
  const since = new Map<number, number>()
  const state: { entries: Entry[]; triedAt: number } = { entries: [], triedAt: 0 }
  const releaseLater = (claims: readonly Claim[]) =>
    releaseClaims(db, claims, {
      until: new Date(now().getTime() + laterSeconds * 1_000),
      reason: 'its mail system is busy',
    })
  return {
    size: () => state.entries.length,
    takeAll: () => state.entries.splice(0),
    takeDue: (): Entry[] => {
      if (performance.now() - state.triedAt < parkMs) return []
      state.triedAt = performance.now()
      return state.entries.splice(0)
    },
    add: async (entries: readonly Entry[]) => {
      const at = performance.now()
      const isTooLong = ({ claim }: Entry) => at - (since.get(claim.id) ?? at) > longestParkMs
      for (const { claim } of entries) if (!since.has(claim.id)) since.set(claim.id, at)
      state.entries.push(...entries.filter((entry) => !isTooLong(entry)))
      await releaseLater(entries.filter(isTooLong).map(({ claim }) => claim))
    },
    close: () => releaseLater(state.entries.map(({ claim }) => claim)),
  }
}
