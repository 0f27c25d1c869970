import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../platform/db/connect.ts'
import { id, param, queryRows } from '../../platform/db/rows.ts'
import type { mailReports, reportSources } from '../tables.ts'

type Execute = Pick<Db, 'execute'>

export type ReportSource = (typeof reportSources)[number]

type NewReport = {
  readonly source: ReportSource
  readonly eventId: string
  readonly kind: (typeof mailReports.$inferSelect)['kind']
  readonly severity?: 'hard' | 'soft' | 'other' | undefined
  readonly deliveryId?: number | undefined
  readonly enhanced?: string | undefined
  readonly reason?: string | undefined
}

/** Keeps a report. False when it was kept before: then it has had its effect. */
export async function keepReport(db: Execute, report: NewReport, at: Date): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    insert into mail_reports (source, event_id, kind, severity, delivery_id, enhanced_status, reason, reported_at)
    values (${report.source}, ${report.eventId}, ${report.kind}, ${report.severity ?? null}, ${report.deliveryId ?? null},
      ${report.enhanced ?? null}, ${report.reason ?? null}, ${param.instant(at)})
    on conflict (source, event_id) do nothing returning id`,
  )
  return rows.length > 0
}

/** Why a report changed nothing. */
export type Idle =
  /** It had its effect before. */
  | 'repeated'
  /** It bears an id in our form that is not ours, or ours under another sender's name. */
  | 'forged'
  /** It names no mail of ours. */
  | 'unmatched'
  /** A mail that is delayed, a "not spam", an answer by a machine. */
  | 'ignored'
  /** It could not be taken apart. */
  | 'unreadable'

/** Counts a report that changed nothing; that is all that is kept of it. */
export async function countIdle(
  db: Execute,
  { source, outcome }: { source: ReportSource; outcome: Idle },
  at: Date,
): Promise<void> {
  await db.execute(sql`
    insert into report_counts as c (day, source, outcome, count) values (${at.toISOString().slice(0, 10)}::date, ${source}, ${outcome}, 1)
    on conflict (day, source, outcome) do update set count = c.count + 1`)
}
