import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../../services/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../../services/platform/embedded/embedded-postgres.ts'
import { ensureProgram } from './provide.ts'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated database that no test writes to: each test file copies it. */
    templateUrl: string
    redisUrl: string
  }
}

// The data is thrown away, so nothing waits for a disk.
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
}

/** Starts the real services once for the whole run, on free ports and in a folder of their own, and takes all away again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await provideChromium()
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-test-'))
  const closers = [() => rm(folder, { recursive: true, force: true })]
  const tearDown = async () => {
    for (const close of closers.reverse()) await close()
  }
  try {
    const redis = await startRedis(folder)
    closers.push(redis.close)
    const postgres = await startEmbeddedPostgres({ dataDir: folder, settings })
    closers.push(postgres.close)
    await migrateDatabase(postgres.url)
    project.provide('templateUrl', postgres.url)
    project.provide('redisUrl', redis.url)
    return tearDown
  } catch (error) {
    // vitest calls no tear-down after a set-up that failed.
    await tearDown()
    throw error
  }
}

/** The test processes inherit CHROMIUM_PATH from this one. */
async function provideChromium(): Promise<void> {
  process.env['CHROMIUM_PATH'] ??= await ensureProgram({
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
    hint: 'or set CHROMIUM_PATH',
  })
}
