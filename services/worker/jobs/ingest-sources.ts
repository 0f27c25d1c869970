import { runDueSources } from '../../papers/run-source.ts'
import type { WorkerDeps } from '../deps.ts'

export async function ingestSources(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const runs = await runDueSources(deps, signal)
  if (runs.some((run) => run.added + run.changed > 0)) await deps.wake('score-papers')
}
