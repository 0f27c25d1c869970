import { mailerSettingsOf, senderOf } from '../delivery/settings.ts'
import { warmUpOf } from '../delivery/warm-up.ts'
import type { JobName } from '../job-names.ts'
import { connectSources } from '../papers/connect-sources.ts'
import { describeSources } from '../papers/describe-sources.ts'
import { listSourceNames } from '../papers/source-names.ts'
import { buildClassifier } from '../papers/topics/classify.ts'
import { loadTopics } from '../papers/topics/topics.ts'
import { parseConfig, serverSchema } from '../platform/config.ts'
import { openDatabase } from '../platform/db/open-database.ts'
import { readEnvironment } from '../platform/env-file.ts'
import { buildLinkSigner } from '../platform/links.ts'
import { buildLog } from '../platform/log.ts'
import { connectMailer } from '../platform/mail/mailer.ts'
import { buildMxResolver } from '../platform/mail/mx.ts'
import { connectQueue } from '../platform/queue/connect-queue.ts'
import { onStopSignal, runMain } from '../platform/stop-signal.ts'
import { buildJobHandlers, jobIntervalsMs } from './job-handlers.ts'
import { loadRenderers } from './load-renderers.ts'
import { buildRunner } from './runner.ts'
import { startBounceIntake } from './start-bounce-intake.ts'
import { buildWake, startTimers } from './timers.ts'

runMain(async () => {
  const config = parseConfig(serverSchema, readEnvironment())
  const log = buildLog(config.LOG_LEVEL)
  const now = () => new Date()
  const database = await openDatabase({ url: config.DATABASE_URL, dataDir: config.BROADSHEET_DATA_DIR })
  const queue = await connectQueue<JobName>({ redisUrl: config.REDIS_URL, databaseUrl: database.url }, log)
  const topics = loadTopics()
  const mailer = connectMailer(mailerSettingsOf(config))
  const { sources, http } = connectSources({ db: database.db, now }, config)
  const links = buildLinkSigner(config.SECRET_KEYS)
  const ways = {
    wake: (job: JobName) => queue.wake(job),
    run: (job: JobName): Promise<void> => runner.run(job),
  }
  const jobs = buildJobHandlers({
    db: database.db,
    now,
    log,
    sender: senderOf(config),
    links,
    topicNames: new Map(topics.map(({ slug, name }) => [slug, name])),
    classify: buildClassifier(topics),
    ...(await loadRenderers()),
    send: mailer.send,
    resolveMx: buildMxResolver(),
    connections: config.SEND_CONNECTIONS,
    ratePerSecond: config.SEND_RATE,
    ...warmUpOf(config.SEND_WARM_UP_SINCE),
    onUncertain: config.ON_UNCERTAIN,
    maxPapers: config.DIGEST_MAX_PAPERS,
    describeSources: () => describeSources({ db: database.db, now }, listSourceNames(config)),
    sources,
    http,
    rawAnswerDays: config.RAW_ANSWER_DAYS,
    bounceMailbox: config.BOUNCE_IMAP_URL,
    wake: buildWake(ways, log),
  })
  const runner = buildRunner(jobs, log)
  const intake = await startBounceIntake({ db: database.db, links, now, log }, config)
  const worker = await queue.startWorker(runner.handlers)
  const timers = startTimers(ways, { intervalsMs: jobIntervalsMs, log })
  onStopSignal(async () => {
    timers.close()
    await intake?.close()
    await Promise.all([runner.close(), worker.close()])
    mailer.close()
    await http.close()
    await queue.close()
    await database.close()
  }, log)
  if (!config.DKIM_DOMAIN) log.warn('mail is not signed: set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY')
  log.info({ backend: queue.backend, sources: listSourceNames(config) }, 'the worker is ready')
})
