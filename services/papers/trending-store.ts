import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'
import { generalTopic, trending } from './trending-constants.ts'

/** A float8 parameter: without the cast Postgres would guess numeric or integer from its place. */
const float = (value: number) => sql`${value}::float8`

const decay = (since: SQL, now: Date) =>
  sql`power(0.5::float8, greatest(0, extract(epoch from ${param.instant(now)} - ${since})::float8 / 3600) / ${float(trending.halfLifeHours)})`

/** The papers that are scored, each with its primary topic; `*` where it has none. */
const scoredPapers = (now: Date) => sql`
  scored as (
    select p.id, p.listed_at, p.score, coalesce(t.topic, ${generalTopic}) as topic
    from papers p
    left join lateral (
      select topic from paper_topics where paper_id = p.id order by score desc, topic limit 1
    ) t on true
    where p.listed_at > ${param.instant(now)} - make_interval(days => ${trending.windowDays}) and not p.withdrawn
  )`

/** What each counted paper gathered: per source the gains over the highest reading so far; then the best source. */
const countedPapers = (now: Date) => sql`
  points as (
    select c.paper_id, c.source, c.taken_at,
      c.upvotes + ${float(trending.commentPoints)} * least(c.comments, c.upvotes)
        + ${float(trending.starPoints)} * (c.stars - first_value(c.stars) over told) as points
    from paper_counters c join scored s on s.id = c.paper_id
    where c.taken_at <= ${param.instant(now)}
    window told as (partition by c.paper_id, c.source order by c.taken_at)
  ), gains as (
    select paper_id, source, taken_at, points,
      greatest(0, points - greatest(0, max(points) over (
        partition by paper_id, source order by taken_at rows between unbounded preceding and 1 preceding))) as gain
    from points
  ), gathered as (
    select paper_id, greatest(0, max(points)) as points, sum(gain * ${decay(sql`taken_at`, now)}) as warm
    from gains group by paper_id, source
  ), counted as (
    select paper_id, max(points) as points, max(warm) as warm from gathered group by paper_id
  )`

/** The medians, settled as settleTypical does. */
const baselines = () => {
  const settle = (median: SQL, papers: SQL, general: SQL) =>
    sql`greatest(${float(trending.leastTypical)}, (${papers} * ${median} + ${float(trending.baselinePapers)} * ${general}) / (${papers} + ${float(trending.baselinePapers)}))`
  return sql`
  medians as (
    select coalesce(s.topic, ${generalTopic}) as topic, grouping(s.topic) = 1 as is_general,
      count(c.paper_id)::int as papers, coalesce(percentile_cont(0.5) within group (order by c.points), 0) as median
    from scored s left join counted c on c.paper_id = s.id
    group by grouping sets ((), (s.topic))
  ), general as (
    select ${settle(sql`median`, sql`papers`, float(trending.assumedTypical))} as typical, papers
    from medians where is_general
  ), baselines as (
    select ${generalTopic} as topic, typical, papers from general
    union all
    select m.topic, ${settle(sql`m.median`, sql`m.papers`, sql`g.typical`)}, m.papers
    from medians m, general g where not m.is_general and m.topic <> ${generalTopic}
  )`
}

/**
 * A score is written when it moved by a hundredth and by this much: what moves less is long out of sight, and rewriting
 * the tail of old papers every hour would cost more than its order is worth.
 */
const leastStep = 0.002
const leastRatio = 0.01

const Counts = z.object({ scored: z.coerce.number(), written: z.coerce.number() })

/** Measures the baselines and writes the scores that changed meaningfully, in one statement. */
export async function writeScores(db: Pick<Db, 'execute'>, now: Date): Promise<z.infer<typeof Counts>> {
  const [counts] = await queryRows(
    db,
    Counts,
    sql`
    with ${scoredPapers(now)}, ${countedPapers(now)}, ${baselines()},
    measured as (
      insert into topic_baselines as b (topic, typical, papers, measured_at)
      select topic, typical, papers, ${param.instant(now)} from baselines
      on conflict (topic) do update set typical = excluded.typical, papers = excluded.papers, measured_at = excluded.measured_at
      where (b.typical, b.papers) is distinct from (excluded.typical, excluded.papers)
    ), paces as (
      select s.id, s.score as old,
        (coalesce(c.warm, 0) / b.typical + ${float(trending.priorExposure)} * f.freshness)
          / (1 - f.freshness + ${float(trending.priorExposure)}) as pace
      from scored s
      cross join lateral (select ${decay(sql`s.listed_at`, now)} as freshness) f
      join baselines b on b.topic = s.topic
      left join counted c on c.paper_id = s.id
    ), scores as (
      select id, old, ln(1 + pace) / ln(2::float8) as score from paces
    ), written as (
      update papers p set score = n.score from scores n
      where p.id = n.id and abs(n.score - n.old) > greatest(${float(leastStep)}, ${float(leastRatio)} * n.score)
      returning p.id
    )
    select (select count(*) from scores) as scored, (select count(*) from written) as written`,
  )
  if (counts === undefined) throw new Error('counting returned no row')
  return counts
}

/** Papers that left the window, or were withdrawn, no longer trend. */
export async function clearScores(db: Pick<Db, 'execute'>, now: Date): Promise<number> {
  const rows = await queryRows(
    db,
    z.object({ id: z.coerce.number() }),
    sql`
    update papers set score = 0
    where score > 0 and (listed_at is null or withdrawn
      or listed_at <= ${param.instant(now)} - make_interval(days => ${trending.windowDays}))
    returning id`,
  )
  return rows.length
}
