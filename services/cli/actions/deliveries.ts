import { type DeliveryState, type ListedDelivery, listDeliveries } from '../../delivery/list-deliveries.ts'
import { type DeliveryReport, reportDeliveries } from '../../delivery/report.ts'
import { type EditionCounts, listEditionCounts } from '../../delivery/report-store.ts'
import { type Resolution, resolveDelivery } from '../../delivery/resolve.ts'
import { displayEmail, maskEmail } from '../../subscribers/email-address.ts'
import type { Cli } from '../cli.ts'
import { withDatabase } from '../context.ts'
import { alignColumns, counted, formatNumber, printJson, printLines, printNote } from '../output.ts'

export type ReportOptions = { edition?: number; json?: boolean }
export type ListOptions = {
  edition?: number
  state?: DeliveryState
  limit: number
  before?: number
  showAddresses?: boolean
  json?: boolean
}
export type ResolveOptions = { as: Resolution; json?: boolean }

const editionsShown = 10

export async function report(cli: Cli, { edition, json }: ReportOptions): Promise<void> {
  await withDatabase(cli, async ({ db }) => {
    const found = await reportDeliveries(db, edition)
    const editions = edition === undefined ? await listEditionCounts(db, { limit: editionsShown }) : []
    if (json)
      return printJson(cli, {
        ...found,
        edition: found.edition ?? null,
        ...(edition === undefined ? { editions } : {}),
      })
    return printLines(cli, [...describeReport(found), ...describeEditions(editions)])
  })
}

function describeReport({
  edition,
  candidates,
  deliveries,
  exclusions,
  domains,
  others,
  time,
  reports,
  idleReports,
}: DeliveryReport): string[] {
  const ofWhat = edition
    ? `Edition ${edition.id}, ${edition.cadence} ${edition.date}, No. ${edition.number}`
    : 'All editions'
  const groups = [
    ...Object.entries(deliveries),
    ...Object.entries(exclusions).map(([reason, size]) => [`skipped: ${reason}`, size] as const),
  ]
  return [
    ofWhat,
    '',
    ...alignColumns([
      ['candidates', formatNumber(candidates)],
      ...groups.map(([name, size]) => [`  ${name}`, formatNumber(size)]),
    ]),
    ...describeTime(time),
    ...describeCounts('Reports that came back', reports),
    ...describeCounts('Reports that changed nothing', idleReports ?? {}),
    ...(domains.length === 0 ? [] : ['', ...describeDomains(domains, others)]),
  ]
}

function describeTime({ plannedAt, lastSentAt, seconds, lag }: DeliveryReport['time']): string[] {
  if (!plannedAt || !lastSentAt || seconds === null) return []
  const lags = [lag.median, lag.p95, lag.max].map((value) => `${(value ?? 0).toFixed(1)} s`)
  return [
    '',
    `First planned ${plannedAt.toISOString()}, last sent ${lastSentAt.toISOString()}: ${seconds.toFixed(1)} s`,
    `From planning to acceptance: half within ${lags[0]}, 95 % within ${lags[1]}, all within ${lags[2]}`,
  ]
}

function describeCounts(title: string, counts: Readonly<Record<string, number>>): string[] {
  const lines = Object.entries(counts).map(([name, size]) => [`  ${name}`, formatNumber(size)])
  return lines.length === 0 ? [] : ['', title, ...alignColumns(lines)]
}

function describeDomains(domains: DeliveryReport['domains'], others: number): string[] {
  const columns = ['candidates', 'sent', 'waiting', 'failed', 'uncertain', 'expired', 'skipped'] as const
  return [
    ...alignColumns([
      ['domain', ...columns],
      ...domains.map((row) => [row.domain, ...columns.map((column) => formatNumber(row[column]))]),
    ]),
    ...(others > 0 ? [`and ${counted(others, 'candidate')} at other domains`] : []),
  ]
}

function describeEditions(editions: readonly EditionCounts[]): string[] {
  if (editions.length === 0) return []
  return [
    '',
    'The newest editions (--edition ID reports on one):',
    ...alignColumns([
      ['id', 'cadence', 'date', 'candidates', 'sent', 'waiting'],
      ...editions.map((edition) => [
        String(edition.id),
        edition.cadence,
        edition.date,
        ...[edition.candidates, edition.sent, edition.waiting].map(formatNumber),
      ]),
    ]),
  ]
}

// A page of the query; a longer list is read page by page, so that it is never held whole.
const pageSize = 500

export async function list(cli: Cli, options: ListOptions): Promise<void> {
  await withDatabase(cli, async ({ db }) => {
    let left = options.limit
    let before = options.before
    while (left > 0) {
      const wanted = { editionId: options.edition, state: options.state, before }
      const limit = Math.min(left, pageSize)
      const page = await listDeliveries(db, { ...wanted, limit })
      for (const delivery of page) {
        const shown = { ...delivery, email: showEmail(delivery.email, options) }
        if (options.json) await printJson(cli, shown)
        else await printLines(cli, [describe(shown)])
      }
      left -= page.length
      before = page.at(-1)?.id
      if (page.length < limit) return
    }
    const [more] = await listDeliveries(db, {
      editionId: options.edition,
      state: options.state,
      before,
      limit: 1,
    })
    if (more && before !== undefined) printNote(cli, `There are more; go on with --before ${before}`)
  })
}

function showEmail(email: string | null, options: ListOptions): string | null {
  if (email === null) return null
  return options.showAddresses ? displayEmail(email) : maskEmail(email)
}

function describe(delivery: ListedDelivery): string {
  const parts = [
    `${delivery.id}`,
    `${delivery.cadence} ${delivery.date}`,
    delivery.email ?? '(erased)',
    delivery.state,
    ...(delivery.reason ? [delivery.reason] : []),
    ...(delivery.sentAt ? [delivery.sentAt.toISOString()] : []),
    ...(delivery.state === 'deferred' && delivery.nextAt ? [`again ${delivery.nextAt.toISOString()}`] : []),
  ]
  return parts.join(' · ')
}

export async function resolve(cli: Cli, deliveryId: number, options: ResolveOptions): Promise<void> {
  await withDatabase(cli, ({ db, now }) => resolveDelivery({ db, now }, deliveryId, options.as))
  if (options.json) return printJson(cli, { ok: true, id: deliveryId, as: options.as })
  const next =
    options.as === 'sent' ? 'counts as sent.' : 'is sent again within a minute, if the worker runs.'
  return printLines(cli, [`Delivery ${deliveryId} ${next}`])
}
