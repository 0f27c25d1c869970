import { planDue } from '../../delivery/plan.ts'
import type { WorkerDeps } from '../deps.ts'

export async function planDigests(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const result = await planDue(deps, signal)
  if (result.due > 0) deps.log.info(result, 'digests planned')
  if (result.planned > 0) await deps.wake('deliver-digests')
}
