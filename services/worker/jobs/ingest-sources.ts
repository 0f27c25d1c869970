import { listDueSources, runSource } from '../../papers/run-source.ts'
import type { WorkerDeps } from '../deps.ts'

/** Reads every source that is due, one after the other. One that fails is recorded as failed and stops nobody. */
export async function ingestSources(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const due = new Set(
    await listDueSources(
      deps.db,
      deps.sources.map((source) => source.name),
      deps.now(),
    ),
  )
  let news = 0
  for (const source of deps.sources) {
    if (signal.aborted || !due.has(source.name)) continue
    const run = await runSource({ ...deps, source, signal })
    if (run) news += run.added + run.changed
  }
  if (news > 0) await deps.wake('score-papers')
}
