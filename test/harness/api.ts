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

const testLinks = buildLinkSigner(['a-test-key-that-is-long-enough-0001'])

/** What every application of a test has, whichever parts it is given. */
type TestParts = Pick<ApiDeps, 'db' | 'links' | 'sender' | 'now'> & { readonly logged: string[] }

/** The real application on parts that are there already. */
export function buildTestApp(parts: TestParts, change: Partial<ApiDeps> = {}): Promise<FastifyInstance> {
  const { logged, ...deps } = parts
  return buildApp({
    ...deps,
    log: buildLog('info', { write: (line: string) => void logged.push(line) }),
    views: loadViews(fileURLToPath(new URL('../../templates', import.meta.url))),
    topics: loadTopics(),
    wake: async () => {},
    checkReady: async () => {},
    maxPapers: 10,
    trustProxy: [],
    calmSignups: 60,
    embedOrigins: [],
    operatorContact: 'mailto:ops@broadsheet.test',
    sources: ['huggingface', 'arxiv', 'arxiv-oai'],
    ...change,
  })
}

/** The real application on a real database; only the clock and the queue's wake-up are handed in. */
export async function startTestApi(change: Partial<ApiDeps> = {}): Promise<TestApi> {
  const database = await createTestDatabase()
  const woken: JobName[] = []
  const logged: string[] = []
  const sender = {
    from: 'Broadsheet <news@broadsheet.test>',
    publicUrl: 'https://broadsheet.test',
    postalAddress: '1 Example Street',
  }
  const parts = { db: database.db, links: testLinks, sender, now: () => new Date(), logged }
  const app = await buildTestApp(parts, { wake: async (job) => void woken.push(job), ...change })
  const close = async () => {
    await app.close()
    await database.close()
  }
  return { app, database, links: testLinks, woken, logged, close }
}
