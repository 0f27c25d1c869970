import { reclassifyPapers } from '../../papers/reclassify.ts'
import { readTopicVersion } from '../../papers/topics/version.ts'
import { rescorePapers } from '../../papers/trending.ts'
import type { WorkerDeps } from '../deps.ts'

/** Topics first, since a score is held against what the paper's topic usually gathers. */
export async function scorePapers(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  const { checked, changed } = await reclassifyPapers(deps, { version: readTopicVersion(), signal })
  if (checked > 0) deps.log.info({ checked, changed }, 'papers were held against the rules of the topics')
  if (!signal.aborted) await rescorePapers(deps)
}
