import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../platform/db/connect.ts'
import { findMailDomain, forgetMailDomains, keepMailDomain, listUnknownDomains } from './mail-domain-store.ts'
import { listGates } from './mail-group-store.ts'
import { type MailHost, mailGroupOf, mailGroupOfHosts, ownServer } from './mail-groups.ts'

export type MailDomainDeps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  /** The MX records of a domain. Absent: domains stand alone. */
  readonly resolveMx?: ((domain: string) => Promise<readonly MailHost[]>) | undefined
}

// A sweep takes at most as long as this many rounds of look-ups without an answer: 20 s.
const domainsPerSweep = 200
const atOnce = 20
const patienceMs = 2_000

/**
 * While a receiving system asks for less: looks up which other domains of waiting mail it stands behind, because quotas
 * count by MX (support.google.com/a/answer/81126). Where DNS does not answer, a domain stands alone.
 */
export async function learnMailDomains(deps: MailDomainDeps): Promise<void> {
  const now = deps.now()
  await forgetMailDomains(deps.db, now)
  if (!(await listGates(deps.db)).some(({ name }) => name !== ownServer)) return
  const left = await listUnknownDomains(deps.db, domainsPerSweep, now)
  const lookUpNext = async () => {
    for (let domain = left.shift(); domain !== undefined; domain = left.shift()) await lookUp(deps, domain)
  }
  await Promise.all(Array.from({ length: atOnce }, lookUpNext))
}

/** The receiving system behind a group that has no limit yet: by MX where the group is a single domain. */
export async function findMailGroup(deps: MailDomainDeps, group: string): Promise<string> {
  if (!group.includes('.')) return group
  return (await findMailDomain(deps.db, group, deps.now())) ?? lookUp(deps, group)
}

async function lookUp({ db, now, resolveMx }: MailDomainDeps, domain: string): Promise<string> {
  const known = mailGroupOf(`@${domain}`)
  const isOwn = known === domain && resolveMx !== undefined
  const mailGroup = isOwn ? ((await askMx(resolveMx, domain)) ?? domain) : known
  await keepMailDomain(db, { domain, mailGroup }, now())
  return mailGroup
}

async function askMx(
  resolveMx: NonNullable<MailDomainDeps['resolveMx']>,
  domain: string,
): Promise<string | undefined> {
  // No such name, no answer, no network: mail to this domain goes on by itself.
  const answer = resolveMx(domain).catch(() => [])
  return mailGroupOfHosts(await Promise.race([answer, delay(patienceMs, [], { ref: false })]))
}
