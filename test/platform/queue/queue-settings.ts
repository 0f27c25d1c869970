import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type { QueueSettings } from '../../../services/platform/queue/connect-queue.ts'

export const backends = ['redis', 'postgres'] as const

/** Settings of a queue that no other test uses; short locks, so that a dead worker is missed soon. */
export function buildQueueSettings(backend: (typeof backends)[number], databaseUrl: string): QueueSettings {
  const name = `test-${randomBytes(6).toString('hex')}`
  return { databaseUrl, name, lockMs: 400, redisUrl: backend === 'redis' ? inject('redisUrl') : undefined }
}
