import { rescorePapers } from '../../papers/trending.ts'
import type { WorkerDeps } from '../deps.ts'

export async function scorePapers(deps: WorkerDeps): Promise<void> {
  await rescorePapers(deps)
}
