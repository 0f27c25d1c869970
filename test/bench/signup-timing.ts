import { sql } from 'drizzle-orm'
import type { Db } from '../../services/platform/db/connect.ts'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { confirm, issueConfirmationToken } from '../../services/subscribers/confirm.ts'
import { eraseAddress } from '../../services/subscribers/erase.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { type BenchRun, type Figure, median } from './bench.ts'

const samples = 200
const kinds = ['unknown', 'cooling', 'reader', 'suppressed', 'erased'] as const
type Kind = (typeof kinds)[number]

// One more statement or mail would show as twice the time; below this the jitter of a busy machine hides it.
const mostRatio = 1.5

/** Whether the time of an answer tells who is on the list: 200 addresses of each kind, turn by turn, one at a time. */
export async function measureAnswerTimes(setting: {
  url: string
  db: Db
  say: BenchRun['say']
}): Promise<Figure> {
  const { url, db, say } = setting
  const deps = { db, now: () => new Date(), links: buildLinkSigner(['a-bench-key-that-is-long-enough-000']) }
  for (let number = 0; number < samples; number += 1) await prepare({ deps, url }, number)
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]))
  for (let number = 0; number < samples; number += 1) {
    for (const [turn] of kinds.entries()) {
      // Another one begins each time, or the first would pay for what the others find warm.
      const kind = kinds[(turn + number) % kinds.length] ?? 'unknown'
      const start = performance.now()
      await send(url, emailOf(kind, number))
      times.get(kind)?.push(performance.now() - start)
    }
  }
  const medians = kinds.map((kind) => ({ kind, ms: median(times.get(kind) ?? []) }))
  say(medians.map(({ kind, ms }) => `${kind} ${ms.toFixed(2)} ms`).join(', '))
  const all = medians.map(({ ms }) => ms)
  const ratio = Math.max(...all) / Math.min(...all)
  return {
    figure: `time of an answer, ${samples} of each of ${kinds.length} kinds of address`,
    value: Math.max(...all),
    spread: [Math.min(...all), Math.max(...all)],
    unit: 'ms',
    ratio,
    goal: `slowest kind <= ${mostRatio} x fastest`,
    met: ratio <= mostRatio,
  }
}

type Deps = Parameters<typeof confirm>[0]

async function prepare({ deps, url }: { deps: Deps; url: string }, number: number): Promise<void> {
  for (const kind of ['cooling', 'reader', 'erased'] as const) await send(url, emailOf(kind, number))
  await suppress(deps, emailOf('suppressed', number), 'complaint')
  await eraseAddress(deps, emailOf('erased', number))
  const [request] = await deps.db.execute(
    sql`select id from signup_requests where email = ${emailOf('reader', number)}`,
  )
  const token = await issueConfirmationToken(deps, Number(request?.['id']))
  await confirm(deps, token, { ip: undefined, userAgent: undefined })
}

function emailOf(kind: Kind, number: number): string {
  return `person@${kind}${number}.example`
}

async function send(url: string, email: string): Promise<void> {
  const answer = await fetch(`${url}/subscribe`, {
    method: 'POST',
    body: new URLSearchParams({ email, topics: 'agents' }),
    headers: { 'x-forwarded-for': `10.9.${Math.floor(Math.random() * 250)}.1` },
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`a sign-up answered ${answer.status}`)
}
