import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { senderOf, webhookSettingsOf } from '../delivery/settings.ts'
import type { JobName } from '../job-names.ts'
import { listSourceNames } from '../papers/source-names.ts'
import { loadTopics } from '../papers/topics/topics.ts'
import { parseConfig, serverSchema } from '../platform/config.ts'
import { openDatabase } from '../platform/db/open-database.ts'
import { readEnvironment } from '../platform/env-file.ts'
import { buildHttpClient } from '../platform/http-client/http-client.ts'
import { buildLinkSigner } from '../platform/links.ts'
import { buildLog } from '../platform/log.ts'
import { connectQueue } from '../platform/queue/connect-queue.ts'
import { onStopSignal, runMain } from '../platform/stop-signal.ts'
import { buildApp } from './app.ts'
import { buildFetchText } from './routes/webhooks.ts'
import { loadViews } from './views.ts'
import { buildWake } from './wake.ts'

runMain(async () => {
  const config = parseConfig(serverSchema, readEnvironment())
  const log = buildLog(config.LOG_LEVEL)
  const database = await openDatabase({ url: config.DATABASE_URL, dataDir: config.BROADSHEET_DATA_DIR })
  const queue = await connectQueue<JobName>({ redisUrl: config.REDIS_URL, databaseUrl: database.url }, log)
  const http = buildHttpClient({ userAgent: 'broadsheet/1.0', now: () => new Date() })
  const app = await buildApp({
    db: database.db,
    now: () => new Date(),
    log,
    links: buildLinkSigner(config.SECRET_KEYS),
    views: loadViews(fileURLToPath(new URL('../../templates', import.meta.url))),
    topics: loadTopics(),
    sender: senderOf(config),
    wake: buildWake((job) => queue.wake(job)),
    checkReady: async () => {
      await database.db.execute(sql`select 1`)
    },
    maxPapers: config.DIGEST_MAX_PAPERS,
    trustProxy: config.TRUST_PROXY ?? [],
    calmSignups: config.SIGNUPS_PER_MINUTE,
    embedOrigins: config.EMBED_ORIGINS,
    operatorContact: config.OPERATOR_CONTACT,
    sources: listSourceNames(config),
    webhooks: { settings: webhookSettingsOf(config), fetchText: buildFetchText(http) },
  })
  onStopSignal(async () => {
    await app.close()
    await http.close()
    await queue.close()
    await database.close()
  }, log)
  await app.listen({ host: config.HOST, port: config.PORT })
  log.info({ backend: queue.backend, url: config.PUBLIC_URL }, 'the API is ready')
})
