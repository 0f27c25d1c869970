import type { Log } from '../platform/log.ts'
import { findMailGroup, type MailDomainDeps } from './learn-mail-domains.ts'
import { closeGate, listGates, openWider, strikeGate } from './mail-group-store.ts'
import { buildGateFinder, ownServer } from './mail-groups.ts'
import { type Attempt, throttleMinutes, wordsOf } from './settle.ts'

type Deps = MailDomainDeps & {
  readonly log: Log
  readonly connections: number
}

// So many refusals for policy in a row, and nothing accepted between them, are about us and not about a mail.
const mostPolicyStrikes = 10
const policyMinutes = 60
// Our own server is asked again after 30 s, then half as often each time, at least every 5 minutes.
const firstPauseSeconds = 30
const longestPauseSeconds = 300

/**
 * Opens and closes receiving systems as their answers ask for, for all processes. Returns true when our own mail server
 * cannot be used: not one message of the group was answered.
 */
export async function react(deps: Deps, attempts: readonly Attempt[]): Promise<boolean> {
  if (attempts.length === 0) return false
  const isUnreached = ({ verdict }: Attempt) => verdict.kind === 'unreached'
  if (attempts.every(isUnreached)) {
    await closeOwnServer(deps, attempts)
    return true
  }
  const gates = await listGates(deps.db)
  const gateOf = buildGateFinder(gates)
  const nameOf = ({ group }: Attempt) => gateOf(group)?.name ?? group
  const widened = attempts.some(({ outcome }) => outcome.kind === 'accepted' || outcome.kind === 'refused')
    ? [ownServer]
    : []
  const closing = await findThrottled(deps, attempts, nameOf)
  for (const name of [...new Set(attempts.map(nameOf))].sort()) {
    const some = attempts.filter((attempt) => nameOf(attempt) === name)
    if (await hasClosed(deps, closing.get(name) ?? name, some)) continue
    if (some.some(({ verdict }) => verdict.kind === 'sent')) widened.push(name)
  }
  const names = widened.filter((name) => gates.some((gate) => gate.name === name))
  await openWider(deps.db, names, deps.connections)
  return false
}

/** The receiving systems behind those that asked for less; looked up side by side, since each may take seconds. */
async function findThrottled(
  deps: Deps,
  attempts: readonly Attempt[],
  nameOf: (attempt: Attempt) => string,
): Promise<ReadonlyMap<string, string>> {
  const throttled = attempts.filter(({ verdict }) => verdict.kind === 'throttled')
  const names = [...new Set(throttled.map(nameOf))]
  return new Map(
    await Promise.all(names.map(async (name) => [name, await findMailGroup(deps, name)] as const)),
  )
}

async function hasClosed(deps: Deps, group: string, attempts: readonly Attempt[]): Promise<boolean> {
  const now = deps.now()
  const throttled = attempts.find(({ verdict }) => verdict.kind === 'throttled')
  if (throttled) {
    const reason = wordsOf(throttled.outcome) ?? ''
    const until = new Date(now.getTime() + throttleMinutes * 60_000)
    await closeGate(deps.db, { name: group, until, allowance: 1, strikes: 0, reason }, now)
    deps.log.warn({ group, until, reason }, 'a receiving system asked for less; it is left alone for a while')
    return true
  }
  const refused = attempts.filter(({ verdict }) => verdict.kind === 'failed' && verdict.cause === 'policy')
  const [first] = refused
  if (!first || attempts.some(({ verdict }) => verdict.kind === 'sent')) return false
  const reason = wordsOf(first.outcome) ?? ''
  const strikes = await strikeGate(deps.db, { name: group, count: refused.length, reason }, now)
  if (strikes < mostPolicyStrikes) return true
  const until = new Date(now.getTime() + policyMinutes * 60_000)
  await closeGate(deps.db, { name: group, until, allowance: 1, strikes: 0, reason }, now)
  deps.log.error(
    { group, until, reason },
    'a receiving system refuses all our mail; it is left alone for an hour',
  )
  return true
}

async function closeOwnServer(deps: Deps, [first]: readonly Attempt[]): Promise<void> {
  const now = deps.now()
  const reason = (first && wordsOf(first.outcome)) ?? ''
  const strikes = await strikeGate(deps.db, { name: ownServer, count: 1, reason }, now)
  const seconds = Math.min(firstPauseSeconds * 2 ** (strikes - 1), longestPauseSeconds)
  const until = new Date(now.getTime() + seconds * 1_000)
  await closeGate(deps.db, { name: ownServer, until, allowance: null, strikes, reason }, now)
}
