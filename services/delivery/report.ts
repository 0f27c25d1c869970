import type { Db } from '../platform/db/connect.ts'
import { DomainError } from '../platform/errors.ts'
import {
  type DomainCounts,
  type EditionCounts,
  groupByDomain,
  groupDeliveries,
  groupIdleReports,
  groupReports,
  listEditionCounts,
  measureLag,
} from './report-store.ts'

export type DeliveryReport = {
  /** Absent when the report is over the whole ledger. */
  readonly edition: EditionCounts | undefined
  /** Readers whose turn it was: always the sum of `deliveries` and `exclusions`. */
  readonly candidates: number
  readonly deliveries: Readonly<Record<string, number>>
  readonly exclusions: Readonly<Record<string, number>>
  /** The largest first; `others` counts the candidates of those left out. */
  readonly domains: readonly DomainCounts[]
  readonly others: number
  readonly time: {
    readonly plannedAt: Date | null
    readonly lastSentAt: Date | null
    readonly seconds: number | null
    readonly lag: { readonly median: number | null; readonly p95: number | null; readonly max: number | null }
  }
  /** Bounces by severity, complaints and unsubscribes that came back about these mails. */
  readonly reports: Readonly<Record<string, number>>
  /** Those that changed nothing, by reason. Absent in the report on one edition: they prove no mail of ours. */
  readonly idleReports: Readonly<Record<string, number>> | undefined
}

// More than fit a screen; the long tail of domains has one reader each.
const mostDomains = 30

/**
 * What became of every reader whose turn it was, in one edition or in all. Read in one snapshot, and checked: the
 * groups must add up to the rows of the ledger.
 * @throws DomainError EDITION_UNKNOWN
 */
export function reportDeliveries(
  db: Pick<Db, 'transaction'>,
  editionId: number | undefined,
): Promise<DeliveryReport> {
  return db.transaction(
    async (snapshot) => {
      const edition = editionId === undefined ? undefined : await requireEdition(snapshot, editionId)
      const groups = await groupDeliveries(snapshot, editionId)
      const domains = await groupByDomain(snapshot, { editionId, limit: mostDomains })
      const total = groups.find((group) => group.state === null)
      const candidates = total?.candidates ?? 0
      const named = groups.flatMap(({ state, exclusion, candidates: size }) =>
        state === null ? [] : [{ isDelivery: exclusion === null, name: exclusion ?? state, size }],
      )
      const deliveries = toCounts(named.filter((group) => group.isDelivery))
      const exclusions = toCounts(named.filter((group) => !group.isDelivery))
      requireSum(candidates, { ...counts('state', deliveries), ...counts('reason', exclusions) })
      return {
        edition,
        candidates,
        deliveries,
        exclusions,
        domains,
        others: candidates - domains.reduce((sum, domain) => sum + domain.candidates, 0),
        time: {
          ...duration(total?.planned_at ?? null, total?.last_sent_at ?? null),
          lag: await measureLag(snapshot, editionId),
        },
        reports: toCounts(await groupReports(snapshot, editionId)),
        idleReports: edition ? undefined : toCounts(await groupIdleReports(snapshot)),
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

async function requireEdition(db: Pick<Db, 'execute'>, editionId: number): Promise<EditionCounts> {
  const [edition] = await listEditionCounts(db, { editionId, limit: 1 })
  if (edition) return edition
  throw new DomainError('EDITION_UNKNOWN', `There is no edition ${editionId}.`)
}

function toCounts(groups: readonly { name: string; size: number }[]): Record<string, number> {
  return Object.fromEntries(groups.map(({ name, size }) => [name, size]))
}

function counts(kind: string, group: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(group).map(([name, size]) => [`${kind} ${name}`, size]))
}

function requireSum(candidates: number, groups: Readonly<Record<string, number>>): void {
  const sum = Object.values(groups).reduce((total, size) => total + size, 0)
  if (sum !== candidates)
    throw new Error(
      `The ledger does not add up: ${candidates} candidates, but ${sum} in ${JSON.stringify(groups)}`,
    )
}

function duration(plannedAt: Date | null, lastSentAt: Date | null) {
  const seconds = plannedAt && lastSentAt ? (lastSentAt.getTime() - plannedAt.getTime()) / 1_000 : null
  return { plannedAt, lastSentAt, seconds }
}
