import { type SQL, sql } from 'drizzle-orm'
import { param } from '../platform/db/rows.ts'

/** Mails to one address that anybody can cause: 15 minutes apart, doubling, three in any 7 days. */
const firstPauseMinutes = 15
const mostInWindow = 3
const windowMs = 7 * 86_400_000

/**
 * A part of a statement: takes the turn of each `address_key` of `from`, which has none twice, and returns the keys that had
 * one left. Two instants and a count stand for the mails of the last 7 days. When the oldest of them leaves the window, the
 * rest are counted as if all had gone with the latest: never one too many, at times one later than it could be.
 */
export function takeTurns(from: SQL, now: Date): SQL {
  const at = param.instant(now)
  const windowStart = param.instant(new Date(now.getTime() - windowMs))
  return sql`
    insert into confirmation_turns as t (address_key, window_started_at, sent_count, last_sent_at)
    select address_key, ${at}, 1, ${at} from ${from} order by address_key
    on conflict (address_key) do update set
      sent_count = case when t.last_sent_at <= ${windowStart} then 1 when t.window_started_at <= ${windowStart} then t.sent_count else t.sent_count + 1 end,
      window_started_at = case when t.last_sent_at <= ${windowStart} then excluded.window_started_at when t.window_started_at <= ${windowStart} then t.last_sent_at else t.window_started_at end,
      last_sent_at = excluded.last_sent_at
    where (t.sent_count < ${mostInWindow} or t.window_started_at <= ${windowStart})
      and t.last_sent_at <= ${at} - make_interval(mins => ${firstPauseMinutes}) * power(2, t.sent_count - 1)
    returning address_key`
}
