import { type SQL, sql } from 'drizzle-orm'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, param, prepared, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { isFreemail } from './limits-freemail.ts'

type Deps = { readonly db: Pick<Db, 'execute'>; readonly now: () => Date; readonly links: LinkSigner }

/** A leaking bucket: each use adds `costMs`, and it is full when emptying it would take longer than `roomMs`. */
export type Meter = { readonly costMs: number; readonly roomMs: number }

/** Requests of one network: 200 at once, then one in two seconds. A lecture hall behind one address gets through. */
export const networkMeter: Meter = { costMs: 2_000, roomMs: 200 * 2_000 }
/** Looks of one network at what choices would bring: each ranks papers anew. 200 at once, then one a second. */
export const previewMeter: Meter = { costMs: 1_000, roomMs: 200 * 1_000 }
/** Confirmations to one domain that is no freemail provider: 200 at once, then one in 30 seconds. */
export const domainMeter: Meter = { costMs: 30_000, roomMs: 200 * 30_000 }
/** Those who wait for their turn while the load is high: nobody waits longer than two hours. */
const lineRoomMs = 2 * 3_600_000

export type Metered =
  | { readonly ok: true; readonly waitMs: number }
  | { readonly ok: false; retryAfterMs: number }

/**
 * Counts one request of each of these networks (of `networkOf`, without repeats). All processes share the counts. The
 * answers stand in the order of the networks.
 */
export function meterNetworks(deps: Deps, networks: readonly string[]): Promise<Metered[]> {
  return fill(deps, { names: networks.map((network) => `network ${network}`), meter: networkMeter })
}

/** As `meterNetworks`, of previews, which are counted by themselves. */
export function meterPreviews(deps: Deps, networks: readonly string[]): Promise<Metered[]> {
  return fill(deps, { names: networks.map((network) => `preview ${network}`), meter: previewMeter })
}

/** A place in the line of those who sign up without proof of work while the load is high; it moves `perMinute`. */
export async function takePlaceInLine(deps: Deps, perMinute: number): Promise<Metered> {
  const meter = { costMs: 60_000 / perMinute, roomMs: lineRoomMs }
  const [place] = await fill(deps, { names: ['line'], meter })
  return place ?? { ok: false, retryAfterMs: meter.costMs }
}

const Filled = z.object({ key: z.string(), empty_at: instant, taken: z.boolean() })

/** One statement: a bucket that has room takes the request, a full one says when it will have room. */
async function fill(
  { db, now, links }: Deps,
  { names, meter }: { names: readonly string[]; meter: Meter },
): Promise<Metered[]> {
  const at = now().getTime()
  const lastToFit = new Date(at + meter.roomMs - meter.costMs)
  const keys = names.map((name) => meterKey(links, name))
  // In the order of the keys, so that two processes that fill the same buckets never wait for each other in a circle.
  const rows = await queryRows(
    db,
    Filled,
    sql`${prepared}
    with taken as (
      insert into signup_meters as m (meter_key, empty_at)
      select key, ${param.instant(new Date(at + meter.costMs))} from unnest(${param.hashes(keys)}) as key order by key
      on conflict (meter_key) do update set empty_at = ${refilled(now(), meter)}
      where m.empty_at <= ${param.instant(lastToFit)}
      returning meter_key, empty_at
    )
    select encode(meter_key, 'hex') as key, empty_at, true as taken from taken
    union all
    select encode(meter_key, 'hex'), empty_at, false from signup_meters
    where meter_key = any(${param.hashes(keys)}) and meter_key not in (select meter_key from taken)`,
  )
  const rowOf = new Map(rows.map((row) => [row.key, row]))
  return keys.map((key) => {
    const row = rowOf.get(key.toString('hex'))
    // No row: the bucket was made and filled by others while this statement ran.
    if (!row) return { ok: false, retryAfterMs: meter.costMs }
    const emptyAt = row.empty_at.getTime()
    if (row.taken) return { ok: true, waitMs: Math.max(0, emptyAt - meter.costMs - at) }
    return { ok: false, retryAfterMs: Math.max(1, emptyAt - lastToFit.getTime()) }
  })
}

/** What a bucket `m` holds after one more use, in a statement. */
export function refilled(now: Date, { costMs }: Meter): SQL {
  return sql`greatest(m.empty_at, ${param.instant(now)}) + make_interval(secs => ${costMs / 1000})`
}

/** The bucket of a mail domain; none for a provider where the domain says nothing about who is mailed. */
export function domainKeys(links: LinkSigner, domain: string): Buffer[] {
  return isFreemail(domain) ? [] : [meterKey(links, `domain ${domain}`)]
}

function meterKey(links: LinkSigner, name: string): Buffer {
  const [key] = links.hashes('meter', name)
  if (!key) throw new Error('the key ring is empty')
  return key
}

/** `192.0.2.0/24` or `2001:db8:1:2::/64`: what one subscriber of a provider is given, so a neighbour's address is no new start. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown'
  const address = ipaddr.process(ip)
  const bits = address.kind() === 'ipv4' ? 24 : 64
  const network = ipaddr.parse(address.toNormalizedString().replace(/%.*$/, ''))
  const bytes = network.toByteArray().slice(0, bits / 8)
  return `${bytes.join('.')}/${bits}`
}

// Counting stops here: beyond it the answer would be the same.
const mostDoublings = 4

/** How busy sign-up is now: 0 while at most `perMinute` addresses asked in the last minute, 1 more per doubling, at most 4. */
export async function readLoad({ db, now }: Omit<Deps, 'links'>, perMinute: number): Promise<number> {
  const since = new Date(now().getTime() - 60_000)
  const [row] = await queryRows(
    db,
    z.object({ n: z.coerce.number() }),
    sql`select count(*) as n from (
      select from signup_requests where requested_at > ${param.instant(since)} limit ${perMinute * 2 ** mostDoublings}) as recent`,
  )
  const times = (row?.n ?? 0) / perMinute
  return times <= 1 ? 0 : Math.min(mostDoublings, 1 + Math.floor(Math.log2(times)))
}
