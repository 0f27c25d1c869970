import { Redis } from 'ioredis'

/**
 * Refuses a Redis that may drop jobs: with any maxmemory-policy but `noeviction` it deletes keys when memory is short.
 * @throws Error that says what to set, or that the server cannot be reached and why.
 */
export async function assertRedisKeepsJobs(url: string): Promise<void> {
  const policy = await readPolicy(url)
  if (policy === undefined || policy === 'noeviction') return
  throw new Error(
    `Redis has maxmemory-policy ${policy} and may drop jobs. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction`,
  )
}

/** Read from INFO, which managed servers answer where they hide CONFIG. */
async function readPolicy(url: string): Promise<string | undefined> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null })
  // `connect` rejects with "closed"; the reason comes as an event, which would else be printed.
  let reason: unknown
  redis.on('error', (error) => {
    reason ??= error
  })
  try {
    await redis.connect()
    return /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1]
  } catch (error) {
    const cause = reason ?? error
    const { host } = new URL(url)
    throw new Error(
      `Redis at ${host} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  } finally {
    redis.disconnect()
  }
}
