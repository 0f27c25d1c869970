import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildSharedTurns, type TurnOptions } from '../../services/papers/shared-turns.ts'
import { connectDatabase, type Database } from '../../services/platform/db/connect.ts'
import type { FetchOptions } from '../../services/platform/http-client/http-client.ts'
import { HttpClientError } from '../../services/platform/http-client/http-client-error.ts'
import { buildPoliteClient } from '../../services/platform/http-client/polite.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { buildTestClient, type Handler, serve } from './sources/serve.ts'

let database: TestDatabase
/** Another process, as far as the database can tell. */
let other: Database
beforeAll(async () => {
  database = await createTestDatabase()
  other = connectDatabase(database.url, 4)
})
beforeEach(() => database.db.execute(sql`truncate fetch_hosts`))
afterAll(async () => {
  await other.close()
  await database.close()
})

const intervalMs = 60
const options: TurnOptions = {
  queueOf: (host) => ({ name: host.endsWith('.arxiv.example') ? 'arxiv' : host, intervalMs }),
  cooling: { after: 3, firstMs: 60_000, longestMs: 120_000 },
}
const turnsOf = (db = database.db, change: Partial<TurnOptions> = {}) =>
  buildSharedTurns(db, { ...options, ...change })
const status = (code: number, retryAfterMs?: number) =>
  new HttpClientError('HTTP_STATUS', `it answered ${code}`, { status: code, retryAfterMs })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the hosts of one queue', () => {
  test('are asked one at a time, spaced, whichever process asks', async () => {
    const begun: number[] = []
    let underWay = 0
    let most = 0
    const ask = async (db: Database['db'], host: string) => {
      const end = await turnsOf(db)(host)
      begun.push(Date.now())
      underWay += 1
      most = Math.max(most, underWay)
      // Much longer than the interval: the next one waits for the end, not for the clock alone.
      await pause(intervalMs * 6)
      underWay -= 1
      await end?.({})
    }
    const hosts = ['rss.arxiv.example', 'export.arxiv.example']
    await Promise.all([
      ...hosts.map((host) => ask(database.db, host)),
      ...hosts.map((host) => ask(other.db, host)),
    ])
    expect(most).toBe(1)
    for (const [index, at] of begun.entries())
      if (index > 0) expect(at - (begun[index - 1] ?? 0)).toBeGreaterThanOrEqual(intervalMs)
  })

  test('wait for no other queue', async () => {
    await turnsOf()('rss.arxiv.example')
    const end = await turnsOf(other.db)('preprints.example')
    await end?.({})
  })

  test('are free again when the process that asked is dead', async () => {
    await turnsOf(database.db, { leaseMs: 100 })('rss.arxiv.example')
    const end = await turnsOf(other.db)('export.arxiv.example')
    await end?.({})
  })

  test('rest as long as a server asks, if it is short', async () => {
    const end = await turnsOf()('rss.arxiv.example')
    await end?.({ error: status(429, 300) })
    const before = Date.now()
    await (await turnsOf(other.db)('export.arxiv.example'))?.({})
    expect(Date.now() - before).toBeGreaterThanOrEqual(280)
  })

  test('rest until a rate limit that has run out begins anew', async () => {
    const end = await turnsOf()('api.example')
    await end?.({ rateLimit: { remaining: 0, resetMs: 300 } })
    const before = Date.now()
    await (await turnsOf(other.db)('api.example'))?.({})
    expect(Date.now() - before).toBeGreaterThanOrEqual(280)
  })
})

describe('a host that fails again and again', () => {
  const fail = async (error: unknown, times: number) => {
    for (let time = 0; time < times; time += 1) {
      const end = await turnsOf(database.db, { queueOf: (name) => ({ name, intervalMs: 1 }) })('a.example')
      await end?.({ error })
    }
  }
  const asking = () =>
    turnsOf(other.db)('a.example').then(
      () => 'asked',
      (error: unknown) => error,
    )

  test('is left alone by all, and says until when and why', async () => {
    await fail(status(503), 2)
    expect(await asking()).toBe('asked')
    await database.db.execute(sql`update fetch_hosts set held_until = null, next_at = now()`)
    await fail(status(503), 1)
    expect(await asking()).toMatchObject({
      code: 'HTTP_COOLING_DOWN',
      message: expect.stringMatching(/^it is left alone until \d\d:\d\d UTC \(it answered 503\)$/),
    })
  })

  test('is let alone for longer when the one request after that fails too, and forgiven when it answers', async () => {
    await fail(status(500), 3)
    const overNow = sql`update fetch_hosts set closed_until = now() - interval '1 second'`
    await database.db.execute(overNow)
    await fail(status(500), 1)
    expect(await asking()).toMatchObject({ retryAfterMs: expect.closeTo(120_000, -4) })
    await database.db.execute(overNow)
    await fail(undefined, 1)
    expect(await asking()).toBe('asked')
  })

  test('with answers that are ours to mend, or a stop of ours, is not at fault', async () => {
    await fail(status(404), 3)
    await fail(new HttpClientError('HTTP_ABORTED', 'stopped'), 3)
    expect(await asking()).toBe('asked')
  })

  test('and asks for an hour is left alone for an hour at once', async () => {
    await fail(status(429, 3_600_000), 1)
    expect(await asking()).toMatchObject({ retryAfterMs: expect.closeTo(3_600_000, -4) })
  })
})

test('a polite client asks in its turn and ends the turn, also when the request fails', async () => {
  const answers: Handler[] = [
    (_, response) => response.writeHead(503).end(),
    (_, response) => response.end('here'),
  ]
  const server = await serve((request, response) => answers.shift()?.(request, response))
  const http = buildTestClient([server])
  const polite = buildPoliteClient({ http, acquire: turnsOf(), sleep: async () => undefined })
  const plain: FetchOptions = { accept: '*/*', maxBytes: 1_000, timeoutMs: 1_000 }
  try {
    expect(await polite.fetchText(server.url, plain)).toMatchObject({ body: 'here' })
    const [row] = await database.db.execute(sql`select held_by, failures from fetch_hosts`)
    expect(row).toEqual({ held_by: null, failures: 0 })
  } finally {
    await http.close()
    await server.close()
  }
})

test('a wait for a turn ends with the signal', async () => {
  await turnsOf()('rss.arxiv.example')
  const stop = new AbortController()
  const waiting = turnsOf(other.db)('export.arxiv.example', stop.signal)
  stop.abort()
  await expect(waiting).rejects.toThrow()
})
