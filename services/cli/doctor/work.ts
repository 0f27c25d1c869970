import { countOverdue, listPausedEditions } from '../../delivery/overdue-store.ts'
import { listSourceHealth, type SourceHealth } from '../../papers/run-source.ts'
import { listSourceNames } from '../../papers/source-names.ts'
import { yearWithoutList } from '../../papers/sources/arxiv-calendar.ts'
import { serverSchema } from '../../platform/config.ts'
import type { Database } from '../../platform/db/connect.ts'
import type { Check, Environment } from './check.ts'

/** How the sources stand that SOURCES and FEEDS name. */
export async function checkSources(env: Environment, { db }: Database, now: Date): Promise<Check[]> {
  const wanted = serverSchema
    .pick({ SOURCES: true, FEEDS: true })
    .safeParse({ SOURCES: env['SOURCES'] || undefined, FEEDS: env['FEEDS'] || undefined })
  if (!wanted.success) return []
  const names = listSourceNames(wanted.data)
  if (names.length === 0) {
    const next = 'Set SOURCES=huggingface,arxiv and OPERATOR_CONTACT, or bring papers with `papers import`.'
    return [{ name: 'sources', state: 'warn', found: 'none is set up', next }]
  }
  const health = (await listSourceHealth(db, names, now)).map(judgeSource)
  return [...health, ...(names.some((name) => name.startsWith('arxiv')) ? checkHolidays(now) : [])]
}

function checkHolidays(now: Date): Check[] {
  const year = yearWithoutList(now)
  if (year === undefined) return []
  return [
    {
      name: 'holidays of arXiv',
      state: 'warn',
      found: `those of ${year} are derived from the calendar of the United States`,
      next: 'Until a release knows the list, a day off at the turn of the year may be told as stalled.',
    },
  ]
}

function judgeSource({ name, state, reason, lastSuccessAt, nextAt }: SourceHealth): Check {
  const check = { name: `source ${name}` }
  const read = lastSuccessAt ? `read ${lastSuccessAt.toISOString()}` : 'never read'
  if (state === 'never')
    return {
      ...check,
      state: 'warn',
      found: 'not read yet',
      next: `Start the worker, or run \`ingest --source ${name}\`.`,
    }
  if (state === 'fresh' || state === 'quiet' || state === 'waiting')
    return { ...check, state: 'ok', found: `${state}, ${read}${reason ? `; but ${reason}` : ''}` }
  const again = nextAt ? ` It is tried again after ${nextAt.toISOString()};` : ''
  return {
    ...check,
    state: 'warn',
    found: `${state}, ${read}: ${reason ?? 'no reason given'}`,
    next: `Digests go on without it.${again} \`ingest --source ${name}\` tries now.`,
  }
}

/** Whether a person must decide something, and whether somebody works. */
export async function checkLedger({ db }: Database, now: Date): Promise<Check[]> {
  const { uncertain, deliveries, readers, notices } = await countOverdue(db, now)
  const doubt: Check =
    uncertain === 0
      ? { name: 'uncertain deliveries', state: 'ok', found: 'none' }
      : {
          name: 'uncertain deliveries',
          state: 'warn',
          found: `${uncertain} may or may not have arrived`,
          next: 'See `deliveries list --state uncertain`, ask the log of the mail server, then `deliveries resolve ID --as sent|resend`.',
        }
  const paused = (await listPausedEditions(db)).map(describePaused)
  const overdue = [
    ...(readers > 0 ? [`${readers} readers`] : []),
    ...(deliveries > 0 ? [`${deliveries} digests`] : []),
    ...(notices > 0 ? [`${notices} confirmations`] : []),
  ]
  if (overdue.length === 0)
    return [
      doubt,
      ...paused,
      { name: 'worker', state: 'ok', found: 'nothing has been waiting for 15 minutes' },
    ]
  const next = 'Start the worker (`npm start`, or `npm run start:worker`), or look into its log.'
  return [
    doubt,
    ...paused,
    { name: 'worker', state: 'warn', found: `${overdue.join(', ')} have waited for over 15 minutes`, next },
  ]
}

function describePaused({
  id,
  cadence,
  date,
  reason,
  until,
}: Awaited<ReturnType<typeof listPausedEditions>>[number]): Check {
  const again = until
    ? `Mend what it names; the edition is tried again after ${until.toISOString()}.`
    : 'An operator paused it; resume it when it may go on.'
  return {
    name: `edition ${id}`,
    state: 'warn',
    found: `${cadence} ${date} is paused: ${reason ?? 'no reason given'}`,
    next: again,
  }
}
