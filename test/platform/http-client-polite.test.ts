import { describe, expect, test } from 'vitest'
import type { FetchOptions, HttpClient } from '../../services/platform/http-client/http-client.ts'
import { HttpClientError } from '../../services/platform/http-client/http-client-error.ts'
import { buildPoliteClient, type PoliteOptions } from '../../services/platform/http-client/polite.ts'

const options: FetchOptions = { accept: '*/*', maxBytes: 1, timeoutMs: 1 }

/** A client that fails as told, then answers; the waits between are written down instead of waited. */
function failing(errors: readonly HttpClientError[], politeness: PoliteOptions = {}) {
  const queue = [...errors]
  const waits: number[] = []
  const hosts: string[] = []
  const ends: string[] = []
  const answer = async (url: string) => {
    const error = queue.shift()
    if (error !== undefined) throw error
    return { status: 'ok', url, body: 'here', contentType: '' } as const
  }
  const http: HttpClient = {
    fetchText: answer,
    fetchBytes: async (url) => ({ ...(await answer(url)), body: Buffer.from('here') }),
    close: async () => undefined,
  }
  const client = buildPoliteClient(
    {
      http,
      acquire: async (host) => {
        hosts.push(host)
        return async ({ error }) =>
          void ends.push(error instanceof HttpClientError ? error.message : 'answered')
      },
      sleep: async (ms) => void waits.push(ms),
      random: () => 0.5,
    },
    politeness,
  )
  return { client, waits, hosts, ends }
}

const status = (code: number, retryAfterMs?: number) =>
  new HttpClientError('HTTP_STATUS', `${code}`, { status: code, retryAfterMs })

describe('what may pass', () => {
  test('is asked again after growing waits, each after its turn in the queue', async () => {
    const { client, waits, hosts, ends } = failing([status(500), new HttpClientError('HTTP_NETWORK', 'gone')])
    expect(await client.fetchText('https://a.example/x', options)).toMatchObject({ body: 'here' })
    expect(waits).toEqual([750, 1_500])
    expect(hosts).toEqual(['a.example', 'a.example', 'a.example'])
    expect(ends).toEqual(['500', 'gone', 'answered'])
  })

  test('is asked three times at most, then told', async () => {
    const { client, waits } = failing([status(503), status(502), status(504), status(503)])
    await expect(client.fetchText('https://a.example/', options)).rejects.toMatchObject({ status: 504 })
    expect(waits).toHaveLength(2)
  })

  test('waits as long as the server says', async () => {
    const { client, waits } = failing([status(429, 20_000)])
    await client.fetchText('https://a.example/', options)
    expect(waits).toEqual([20_500])
  })

  test('is not waited for when the server asks for more than a run has', async () => {
    const { client, waits } = failing([status(429, 3_600_000)])
    await expect(client.fetchText('https://a.example/', options)).rejects.toMatchObject({
      retryAfterMs: 3_600_000,
    })
    expect(waits).toEqual([])
  })
})

test.each([
  status(404),
  status(400),
  new HttpClientError('HTTP_TOO_LARGE', ''),
  new HttpClientError('HTTP_BLOCKED_ADDRESS', ''),
])('what will not pass is told at once (%#)', async (error) => {
  const { client, waits } = failing([error])
  await expect(client.fetchBytes('https://a.example/', options)).rejects.toBe(error)
  expect(waits).toEqual([])
})

test('a stop ends a wait as a stop, not as an accident', async () => {
  const { client } = failing([])
  const polite = buildPoliteClient({
    http: client,
    acquire: async (_host, signal) => {
      await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  await expect(
    polite.fetchText('https://a.example/', { ...options, signal: AbortSignal.timeout(20) }),
  ).rejects.toMatchObject({
    code: 'HTTP_ABORTED',
  })
})
