import { applyReport, type ReportDeps } from '../bounces/apply-report.ts'
import { findTarget } from '../bounces/find-target.ts'
import { countIdle, type Idle } from '../bounces/report-log-store.ts'
import { findLatestTo } from '../bounces/target-store.ts'
import { checkMailgun } from './mailgun.ts'
import { checkPostmark } from './postmark.ts'
import { checkSendgrid } from './sendgrid.ts'
import { checkSns, type FetchText, type SnsCheck } from './sns.ts'
import { spendToken } from './spent-token-store.ts'
import type { ProviderEvent, WebhookRequest } from './webhook.ts'

export const providers = ['ses', 'sendgrid', 'mailgun', 'postmark'] as const
export type Provider = (typeof providers)[number]

/** How each provider proves itself; one that is absent is not configured. */
export type WebhookSettings = {
  readonly ses?:
    | { readonly topicArns: readonly string[]; readonly certificates?: Map<string, string> }
    | undefined
  readonly sendgrid?: { readonly publicKey: string } | undefined
  readonly mailgun?: { readonly signingKey: string } | undefined
  readonly postmark?: { readonly login: string } | undefined
}

export type WebhookDeps = ReportDeps & {
  readonly bounceDomain: string | undefined
  readonly settings: WebhookSettings
  readonly fetchText: FetchText
}

/** `unknown`: the provider is not configured. `refused`: the request does not prove that it is from them. */
export type WebhookAnswer = 'done' | 'unknown' | 'refused'

/**
 * Takes in what a provider tells about our mail. Who tells it is proved before anything else, what it says affects only
 * the recipient of a mail we sent, and each event counts once.
 * @throws Error when it cannot be checked or written now; the provider comes again.
 */
export async function receiveWebhook(
  deps: WebhookDeps,
  provider: Provider,
  request: WebhookRequest,
): Promise<WebhookAnswer> {
  const checked = await check(deps, provider, request)
  if (checked === undefined) return 'unknown'
  if (checked.kind === 'refused') return 'refused'
  if (checked.kind === 'confirm') {
    await deps.fetchText(checked.url)
    deps.log.info({ provider }, 'a subscription to events about our mail is confirmed')
    return 'done'
  }
  const { events } = checked
  const token = 'token' in checked ? checked.token : undefined
  if (!token) {
    for (const event of events) await take(deps, provider, event)
    return 'done'
  }
  // Together, so that a token is not spent for nothing when the events cannot be written.
  await deps.db.transaction(async (db) => {
    if (!(await spendToken(db, token, deps.now())))
      return countIdle(db, { source: provider, outcome: 'repeated' }, deps.now())
    for (const event of events) await take({ ...deps, db }, provider, event)
  })
  return 'done'
}

async function check(
  { settings, fetchText, now }: WebhookDeps,
  provider: Provider,
  request: WebhookRequest,
): Promise<SnsCheck | ReturnType<typeof checkMailgun> | undefined> {
  const at = { now: now() }
  switch (provider) {
    case 'ses':
      return settings.ses && checkSns({ ...settings.ses, ...at, fetchText }, request)
    case 'sendgrid':
      return settings.sendgrid && checkSendgrid({ ...settings.sendgrid, ...at }, request)
    case 'mailgun':
      return settings.mailgun && checkMailgun({ ...settings.mailgun, ...at }, request)
    case 'postmark':
      return settings.postmark && checkPostmark(settings.postmark, request)
  }
}

async function take(deps: WebhookDeps, source: Provider, told: ProviderEvent): Promise<void> {
  const outcome = await act(deps, source, told)
  if (outcome !== 'applied') await countIdle(deps.db, { source, outcome }, deps.now())
}

async function act(deps: WebhookDeps, source: Provider, told: ProviderEvent): Promise<'applied' | Idle> {
  const { event, eventId, recipient, clues } = told
  if (!event) return 'ignored'
  const found = findTarget(deps, clues)
  if (found === 'forged') return 'forged'
  // Some providers put ids of their own in the place of ours; then the mail is the last that went to this address.
  const target = found === 'unmatched' ? await findLatestTo(deps.db, recipient, deps.now()) : found
  if (!target) return 'unmatched'
  return applyReport(deps, { source, eventId, target, recipient, event })
}
