import { fileURLToPath } from 'node:url'
import formbody from '@fastify/formbody'
import { sql } from 'drizzle-orm'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { buildApp } from '../../services/api/app.ts'
import { loadViews } from '../../services/api/views.ts'
import { buildWake } from '../../services/api/wake.ts'
import type { JobName } from '../../services/job-names.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { connectDatabase, type Db } from '../../services/platform/db/connect.ts'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { buildLog } from '../../services/platform/log.ts'
import { connectQueue } from '../../services/platform/queue/connect-queue.ts'

/**
 * The API as it runs, and beside it what it is measured against, in one process and on one pool. They have a process of
 * their own, so that the load does not share their event loop. The ports go to the parent; it ends us.
 */
const databaseUrl = process.argv[2] ?? ''
const database = connectDatabase(databaseUrl)
const log = buildLog('warn')
const queue = await connectQueue<JobName>({ databaseUrl }, log)
const app = await buildApp({
  db: database.db,
  now: () => new Date(),
  log,
  links: buildLinkSigner(['a-bench-key-that-is-long-enough-000']),
  views: loadViews(fileURLToPath(new URL('../../templates', import.meta.url))),
  topics: loadTopics(),
  sender: {
    from: 'News <news@bench.test>',
    publicUrl: 'http://bench.test',
    postalAddress: '1 Example Street',
  },
  wake: buildWake((job) => queue.wake(job)),
  checkReady: async () => {},
  maxPapers: 10,
  // The load comes from one machine and says that it comes from many.
  trustProxy: ['127.0.0.1'],
  calmSignups: 100_000,
  embedOrigins: [],
  operatorContact: undefined,
  sources: [],
})
const bare = buildBare(database.db)
process.send?.({ ours: await listen(app), bare: await listen(bare) })

/** As little as a sign-up could be: one row, and yes. */
function buildBare(db: Db): FastifyInstance {
  const Body = z.object({ email: z.string() })
  const server = Fastify()
  server.register(formbody)
  server.post('/subscribe', async (request) => {
    const { email } = Body.parse(request.body)
    await db.execute(sql`insert into bench_rows (email) values (${email})`)
    return { ok: true }
  })
  return server
}

async function listen(server: FastifyInstance): Promise<string> {
  return server.listen({ host: '127.0.0.1', port: 0 })
}
