import { buildLog } from '../../../services/platform/log.ts'
import { connectQueue } from '../../../services/platform/queue/connect-queue.ts'

/** A worker that takes the job `work`, says so, and never ends it. Its settings come as JSON. */
const queue = await connectQueue<'work'>(JSON.parse(process.argv[2] ?? ''), buildLog('silent'))
await queue.startWorker({
  work: () => {
    process.stdout.write('taken\n')
    return new Promise(() => {})
  },
})
