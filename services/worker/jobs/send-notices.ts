import { sendNotices } from '../../delivery/send-notices.ts'
import type { WorkerDeps } from '../deps.ts'

export async function sendNoticesJob(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const sent = await sendNotices(deps, signal)
  if (sent > 0) deps.log.info({ sent }, 'notices sent')
}
