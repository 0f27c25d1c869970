import { createReadStream } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { importPapers } from '../../papers/ingest.ts'
import { buildClassifier } from '../../papers/topics/classify.ts'
import { loadTopics } from '../../papers/topics/topics.ts'
import { rescorePapers } from '../../papers/trending.ts'
import { type OpenDatabase, openDatabase } from '../../platform/db/open-database.ts'
import { type Running, startProcess } from '../processes.ts'
import { type Inbox, startInbox } from './inbox.ts'
import type { DemoSettings } from './settings.ts'

const samplePapers = fileURLToPath(new URL('../../papers/data/sample-papers.json', import.meta.url))

export type DemoStack = {
  readonly url: string
  readonly inbox: Inbox
  readonly database: OpenDatabase
  /** Rejects when the API or the worker ends by itself. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

/** Database, sample papers, inbox, API and worker, each the real thing. `say` gets a line per step. */
export async function startStack(settings: DemoSettings, say: (line: string) => void): Promise<DemoStack> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const database = await openDatabase({
      url: settings.env['DATABASE_URL'],
      dataDir: settings.dataDir,
      maxConnections: 3,
    })
    closers.push(database.close)
    say(settings.env['DATABASE_URL'] ? 'Connected to the PostgreSQL of DATABASE_URL' : 'Started PostgreSQL')
    await loadSample(database, say)
    const inbox = await startInbox({
      smtpPort: settings.smtpPort,
      webPort: settings.webPort,
      folder: path.join(settings.dataDir, 'inbox'),
    })
    closers.push(inbox.close)
    say('Started the inbox')
    const processes = [
      startProcess('api/main.ts', settings.env),
      startProcess('worker/main.ts', settings.env),
    ]
    closers.push(() => Promise.all(processes.map((running) => running.stop())))
    const failed = watch(processes)
    await Promise.race([waitUntilReady(settings.port), failed])
    say('Started the API and the worker')
    return { url: `http://127.0.0.1:${settings.port}`, inbox, database, failed, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function loadSample({ db }: OpenDatabase, say: (line: string) => void): Promise<void> {
  const deps = { db, now: () => new Date(), classify: buildClassifier(loadTopics()) }
  const { read } = await importPapers(deps, createReadStream(samplePapers), { source: 'sample' })
  await rescorePapers(deps)
  say(`Loaded ${read} sample papers (real papers; their votes are made up for the demo)`)
}

function watch(processes: readonly Running[]): Promise<never> {
  const failed = Promise.race(processes.map((running) => running.ended)).then((code) => {
    throw new Error(`A process of the demo ended by itself (${code}); its last lines stand above.`)
  })
  // Ending is a failure only while somebody waits for it; after `close` nobody does.
  failed.catch(() => {})
  return failed
}

async function waitUntilReady(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await delay(100)
  }
}
