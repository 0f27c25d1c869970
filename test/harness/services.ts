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

/** Starts the real services once for the whole run, on free ports and in a folder of their own, and takes all away again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await provideChromium()
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-test-'))
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '200',
  }
  const redis = await startRedis(folder)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, settings }).catch(
    async (error: unknown) => {
      await redis.close()
      throw error
    },
  )
  await migrateDatabase(postgres.url)
  project.provide('templateUrl', postgres.url)
  project.provide('redisUrl', redis.url)
  return async () => {
    await Promise.all([postgres.close(), redis.close()])
    await rm(folder, { recursive: true, force: true })
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
