import { deliverDue } from '../../delivery/deliver.ts'
import type { WorkerDeps } from '../deps.ts'

export async function deliverDigests(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const result = await deliverDue(deps, signal)
  if (result.attempted > 0) deps.log.info(result, 'digests delivered')
  if (result.halted) deps.log.warn('the mail server cannot be used; everything waits and is tried again')
}
