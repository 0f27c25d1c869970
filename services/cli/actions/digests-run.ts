import { setTimeout as delay } from 'node:timers/promises'
import { type DeliverDeps, deliverDue } from '../../delivery/deliver.ts'
import { type PlanResult, planDue } from '../../delivery/plan.ts'
import { recoverLeases } from '../../delivery/recover-store.ts'
import { bringForward, countPlannedAt } from '../../delivery/run-store.ts'
import { mailerSettingsOf, senderOf } from '../../delivery/settings.ts'
import { warmUpOf } from '../../delivery/warm-up.ts'
import { buildDigestRenderer } from '../../digests/render-digest.ts'
import { describeSources } from '../../papers/describe-sources.ts'
import { listSourceNames } from '../../papers/source-names.ts'
import { type Config, serverSchema, storageSchema } from '../../platform/config.ts'
import { buildLinkSigner } from '../../platform/links.ts'
import { loadEmailTemplates } from '../../platform/mail/email-templates.ts'
import { connectMailer } from '../../platform/mail/mailer.ts'
import { type Cli, ReportedFailure, UsageError } from '../cli.ts'
import { readConfig, type StorageContext, withDatabase } from '../context.ts'
import {
  counted,
  endProgress,
  formatNumber,
  printJson,
  printLines,
  printNote,
  showProgress,
} from '../output.ts'
import { templatesFolder } from '../templates-folder.ts'
import { topicNames } from '../topic-slugs.ts'

export type RunOptions = { at?: Date; wait?: boolean; json?: boolean }

const planSchema = storageSchema.extend({
  DIGEST_MAX_PAPERS: serverSchema.shape.DIGEST_MAX_PAPERS,
  SOURCES: serverSchema.shape.SOURCES,
  FEEDS: serverSchema.shape.FEEDS,
})

const farthestMs = 31 * 86_400_000

export async function run(cli: Cli, options: RunOptions): Promise<void> {
  // Read before anything is planned: a run that could not send should not begin.
  const mail = options.wait ? readConfig(cli, serverSchema) : undefined
  const config = mail ?? readConfig(cli, planSchema)
  const at = options.at ?? cli.now()
  if (at.getTime() > cli.now().getTime() + farthestMs)
    throw new UsageError(
      'That instant is more than 31 days ahead: whoever is due by then would get nothing until it has passed.',
    )
  const result = await withDatabase(
    cli,
    async (context) => {
      const { db } = context
      const plan = await planDue(
        {
          db,
          now: () => at,
          maxPapers: config.DIGEST_MAX_PAPERS,
          describeSources: () => describeSources({ db, now: cli.now }, listSourceNames(config)),
        },
        cli.signal,
      )
      return { plan, sending: mail && (await send(cli, context, { at, config: mail })) }
    },
    { drains: true },
  )
  await tell(cli, options, { at, ...result })
}

type Sending = {
  readonly counts: Readonly<Record<string, number>>
  readonly outcome: 'done' | 'halted' | 'paused' | 'stopped'
  readonly seconds: number
}

async function send(
  cli: Cli,
  context: StorageContext,
  { at, config }: { at: Date; config: Config },
): Promise<Sending> {
  const start = performance.now()
  const templates = await loadEmailTemplates(templatesFolder)
  const mailer = connectMailer(mailerSettingsOf(config))
  const deps: DeliverDeps = {
    ...context,
    topicNames: topicNames(),
    sender: senderOf(config),
    links: buildLinkSigner(config.SECRET_KEYS),
    renderDigest: buildDigestRenderer(templates),
    send: mailer.send,
    connections: config.SEND_CONNECTIONS,
    ratePerSecond: config.SEND_RATE,
    ...warmUpOf(config.SEND_WARM_UP_SINCE),
    onUncertain: config.ON_UNCERTAIN,
  }
  try {
    await bringForward(context.db, { at, now: cli.now() })
    const outcome = await deliverAll(cli, deps, at)
    const counts = Object.fromEntries(await countPlannedAt(context.db, at))
    return { counts, outcome, seconds: Math.round(performance.now() - start) / 1_000 }
  } finally {
    endProgress(cli)
    mailer.close()
  }
}

// How often to look whether another process has ended what it claimed.
const pollMs = 200

async function deliverAll(cli: Cli, deps: DeliverDeps, at: Date): Promise<Sending['outcome']> {
  for (;;) {
    const { attempted, halted } = await deliverDue(deps, cli.signal)
    if (cli.signal.aborted) return 'stopped'
    if (halted) return 'halted'
    const counts = await countPlannedAt(deps.db, at)
    const size = (state: Parameters<typeof counts.get>[0]) => counts.get(state) ?? 0
    const held = size('claimed') + size('transmitting')
    if (held + size('pending') === 0) return 'done'
    // Pending, and yet nobody holds it nor could we.
    if (held + attempted === 0) return 'paused'
    showProgress(
      cli,
      `${counted(size('sent'), 'digest')} sent, ${formatNumber(held + size('pending'))} to go`,
    )
    await recoverLeases(deps.db, { onUncertain: deps.onUncertain, now: cli.now() })
    await delay(pollMs, undefined, { signal: cli.signal }).catch(() => {
      // Stopped: the next round sees the signal and ends.
    })
  }
}

type Result = { readonly at: Date; readonly plan: PlanResult; readonly sending: Sending | undefined }

async function tell(cli: Cli, options: RunOptions, { at, plan, sending }: Result): Promise<void> {
  const isFine = sending === undefined || sending.outcome === 'done'
  const waiting = countWaiting(sending)
  if (options.json) {
    const { counts, outcome, seconds } = sending ?? {}
    const sent = sending && { sent: counts?.['sent'] ?? 0, waiting, deliveries: counts, outcome, seconds }
    await printJson(cli, { ok: isFine, at, ...plan, ...sent })
  } else await printLines(cli, describe({ at, plan, sending }))
  if (sending && !isFine)
    printNote(cli, `${reasons[sending.outcome]} ${counted(waiting, 'digest')} still waiting.`)
  if (!isFine) throw new ReportedFailure('not everything could be sent')
}

const reasons: Readonly<Record<Sending['outcome'], string>> = {
  done: '',
  halted: 'The mail server cannot be used now; `doctor` says why, and the worker tries again.',
  paused: 'The edition is paused; `doctor` says why.',
  stopped: 'Stopped; the worker goes on.',
}

function countWaiting(sending: Sending | undefined): number {
  const states = ['pending', 'claimed', 'transmitting', 'deferred']
  return states.reduce((sum, state) => sum + (sending?.counts[state] ?? 0), 0)
}

function describe({ plan, sending }: Result): string[] {
  const late = plan.tooLate > 0 ? `, ${formatNumber(plan.tooLate)} too late` : ''
  const planned = `${counted(plan.due, 'reader')} due: ${counted(plan.planned, 'digest')} planned, ${formatNumber(plan.nothingNew)} with nothing new${late}`
  if (!sending) return [planned]
  const ends = Object.entries(sending.counts)
    .filter(([state]) => ['failed', 'uncertain', 'expired'].includes(state))
    .map(([state, count]) => `, ${formatNumber(count)} ${state}`)
  const waiting = countWaiting(sending)
  const still = waiting > 0 ? `, ${formatNumber(waiting)} still waiting` : ''
  return [
    planned,
    `${counted(sending.counts['sent'] ?? 0, 'digest')} sent in ${sending.seconds.toFixed(1)} s${still}${ends.join('')}`,
  ]
}
