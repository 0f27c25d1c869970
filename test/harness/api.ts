import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../services/api/app.ts'
import type { ApiDeps } from '../../services/api/deps.ts'
import { loadViews } from '../../services/api/views.ts'
import type { JobName } from '../../services/job-names.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { buildLinkSigner, type LinkSigner } from '../../services/platform/links.ts'
import { buildLog } from '../../services/platform/log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export type TestApi = {
  readonly app: FastifyInstance
  readonly database: TestDatabase
  readonly links: LinkSigner
  /** Jobs asked for, in order. */
  readonly woken: JobName[]
  /** Lines the process logged. */
  readonly logged: string[]
  close(): Promise<void>
}

export const testLinks = buildLinkSigner(['a-test-key-that-is-long-enough-0001'])

/** The real application on a real database; only the clock and the queue's wake-up are handed in. */
export async function startTestApi(change: Partial<ApiDeps> = {}): Promise<TestApi> {
  const database = await createTestDatabase()
  const woken: JobName[] = []
  const logged: string[] = []
  const log = buildLog('info', { write: (line: string) => void logged.push(line) })
  const app = await buildApp({
    db: database.db,
    now: () => new Date(),
    log,
    links: testLinks,
    views: loadViews(fileURLToPath(new URL('../../templates', import.meta.url))),
    topics: loadTopics(),
    sender: {
      from: 'Broadsheet <news@broadsheet.test>',
      publicUrl: 'https://broadsheet.test',
      postalAddress: '1 Example Street',
    },
    wake: async (job) => void woken.push(job),
    checkReady: async () => {},
    maxPapers: 10,
    trustProxy: [],
    calmSignups: 60,
    embedOrigins: [],
    operatorContact: 'mailto:ops@broadsheet.test',
    sources: ['huggingface', 'arxiv'],
    ...change,
  })
  const close = async () => {
    await app.close()
    await database.close()
  }
  return { app, database, links: testLinks, woken, logged, close }
}
