import { Redis } from 'ioredis'

/**
 * Refuses a Redis that may drop jobs: with any maxmemory-policy but `noeviction` it deletes keys when memory is short.
 * A managed server that hides CONFIG is given the benefit of the doubt.
 * @throws Error that says what to set.
 */
export async function assertRedisKeepsJobs(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null })
  // The rejected `connect` carries the reason; without a listener ioredis prints it to the console as well.
  redis.on('error', () => {})
  try {
    await redis.connect()
    const policy = await readPolicy(redis)
    if (policy === undefined || policy === 'noeviction') return
    throw new Error(
      `Redis has maxmemory-policy ${policy} and may drop jobs. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction`,
    )
  } finally {
    redis.disconnect()
  }
}

async function readPolicy(redis: Redis): Promise<string | undefined> {
  const info = await redis.info('memory')
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
}
