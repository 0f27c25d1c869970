import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../platform/db/connect.ts'
import { HttpClientError } from '../platform/http-client/http-client-error.ts'
import type { Acquire, RequestEnd } from '../platform/http-client/polite.ts'
import { type Cooling, endTurn, findClosed, noteAnswer, noteFailure, takeTurn } from './fetch-host-store.ts'

/** Hosts that count as one share a queue; its requests begin at least `intervalMs` apart and never run side by side. */
export type Queue = { readonly name: string; readonly intervalMs: number }

export type TurnOptions = {
  readonly queueOf: (host: string) => Queue
  readonly cooling?: Cooling
  readonly leaseMs?: number
}

/** A request takes up to four minutes; a process that died in the middle holds nobody up for longer than this. */
const leaseMs = 300_000
/** Five failures in a row are no chance: the host is left alone for five minutes, then ten, to an hour. */
const cooling: Cooling = { after: 5, firstMs: 300_000, longestMs: 3_600_000 }
/** A host that asks for more than this is closed for all; for less, its queue just waits. */
const longRestMs = 60_000
const longestRestMs = 24 * 3_600_000

/**
 * One queue for each host (or hosts that count as one) across all processes on this database, and a circuit breaker per
 * host. Throws HTTP_COOLING_DOWN for a host that is left alone.
 */
export function buildSharedTurns(db: Pick<Db, 'execute'>, options: TurnOptions): Acquire {
  return async (host, signal) => {
    const closed = await findClosed(db, host)
    if (closed !== undefined)
      throw new HttpClientError(
        'HTTP_COOLING_DOWN',
        `it is left alone until ${closed.until.toISOString().slice(11, 16)} UTC (${closed.reason})`,
        { retryAfterMs: closed.waitMs },
      )
    const { name, intervalMs } = options.queueOf(host)
    const turn = { name, intervalMs, token: randomUUID(), leaseMs: options.leaseMs ?? leaseMs }
    for (;;) {
      const waitMs = await takeTurn(db, turn)
      if (waitMs === undefined) break
      // Not in step with the others who wait.
      await delay(waitMs + Math.random() * 50, undefined, signal === undefined ? {} : { signal })
    }
    return async (end) => {
      await endTurn(db, { ...turn, restMs: restOf(end) })
      await judgeEnd(db, { host, end, cooling: options.cooling ?? cooling })
    }
  }
}

/** What the server asked of the whole queue, where it is short enough to wait for. */
function restOf({ error, rateLimit }: RequestEnd): number {
  if (rateLimit !== undefined && rateLimit.remaining === 0) return Math.min(rateLimit.resetMs, longestRestMs)
  const askedMs = error instanceof HttpClientError ? (error.retryAfterMs ?? 0) : 0
  return askedMs > longRestMs ? 0 : askedMs
}

type Ended = { readonly host: string; readonly end: RequestEnd; readonly cooling: Cooling }

async function judgeEnd(db: Pick<Db, 'execute'>, ended: Ended): Promise<void> {
  const { error } = ended.end
  if (error === undefined) return noteAnswer(db, ended.host)
  // Our own stop, or an address that is not asked at all, says nothing about the host.
  if (!(error instanceof HttpClientError) || !isOfHost(error)) return
  if (!isFailing(error)) return noteAnswer(db, ended.host)
  const askedMs = error.retryAfterMs ?? 0
  const failed = {
    host: ended.host,
    reason: error.message.slice(0, 200),
    askedMs: askedMs > longRestMs ? Math.min(askedMs, longestRestMs) : 0,
  }
  await noteFailure(db, failed, ended.cooling)
}

function isOfHost({ code }: HttpClientError): boolean {
  return code !== 'HTTP_ABORTED' && code !== 'HTTP_BLOCKED_ADDRESS' && code !== 'HTTP_BLOCKED_URL'
}

/** A 404 is an answer; 429 and 5xx, silence and broken connections are what a rest may mend. */
function isFailing({ code, status = 0 }: HttpClientError): boolean {
  if (code === 'HTTP_STATUS') return status === 429 || status >= 500
  return code === 'HTTP_NETWORK' || code === 'HTTP_TIMEOUT'
}
