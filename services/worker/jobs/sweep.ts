import { learnMailDomains } from '../../delivery/learn-mail-domains.ts'
import { endStale, recoverLeases } from '../../delivery/recover-store.ts'
import { purgeSources } from '../../papers/purge-sources.ts'
import { purgeSignups } from '../../subscribers/purge-signups.ts'
import type { WorkerDeps } from '../deps.ts'

/** Takes up what dead processes left, and clears away what is over. */
export async function sweep(deps: WorkerDeps): Promise<void> {
  const now = deps.now()
  const recovered = await recoverLeases(deps.db, { onUncertain: deps.onUncertain, now })
  if (recovered > 0) {
    deps.log.warn({ recovered }, 'deliveries of a process that ended were taken up')
    await deps.wake('deliver-digests')
  }
  await endStale(deps.db, now)
  await learnMailDomains(deps)
  await purgeSignups(deps.db, now)
  await purgeSources(deps.db, { rawAnswerDays: deps.rawAnswerDays, now })
}
