import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { buildHttpClient } from '../../services/platform/http-client/http-client.ts'
import { buildTestClient, failure, type Handler, plainFetch, serve } from '../papers/sources/serve.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serving(handler: Handler) {
  const server = await serve(handler)
  closing.push(server.close)
  const client = buildTestClient([server], () => new Date('2026-11-23T12:00:00Z'))
  closing.push(client.close)
  return { server, client }
}

const MB = 1024 * 1024
/** 200 MB of nothing in 200 kB. */
const bomb = gzipSync(Buffer.alloc(200 * MB))

describe('a server that behaves', () => {
  test('is told who asks and what is understood; its answer comes whole', async () => {
    const { server, client } = await serving((asked, response) => {
      response.setHeader('etag', '"v1"').setHeader('ratelimit', '"api";r=499;t=120')
      response.end(JSON.stringify(asked.headers))
    })
    const answer = await client.fetchText(`${server.url}/a?b=c`, plainFetch)
    expect(answer).toMatchObject({
      status: 'ok',
      etag: '"v1"',
      rateLimit: { remaining: 499, resetMs: 120_000 },
    })
    expect(answer.status === 'ok' && answer.body).toContain('broadsheet/test')
    expect(server.asked).toEqual(['/a?b=c'])
  })

  test('may answer that nothing changed', async () => {
    const { server, client } = await serving((asked, response) => {
      response.writeHead(asked.headers['if-none-match'] === '"v1"' ? 304 : 200).end()
    })
    expect(await client.fetchText(server.url, { ...plainFetch, etag: '"v1"' })).toMatchObject({
      status: 'not-modified',
    })
    expect(await client.fetchText(server.url, plainFetch)).toMatchObject({ status: 'ok', body: '' })
  })

  test('may compress and name its charset', async () => {
    const { server, client } = await serving((_asked, response) => {
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'content-type': 'text/plain; charset=ISO-8859-1',
      })
      response.end(gzipSync(Buffer.from('Mu\u00f1oz', 'latin1')))
    })
    expect(await client.fetchText(server.url, plainFetch)).toMatchObject({ body: 'Muñoz' })
  })
})

describe('a server that fails', () => {
  test.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:05:00 GMT' }, 300_000],
    ['a date gone by', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    ['a rate limit that ran out', { ratelimit: '"api";r=0;t=77' }, 77_000],
    ['nothing', {}, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
  ])(
    'a 429 that asks for patience by %s is told with it',
    async (_way, headers: Record<string, string>, retryAfterMs) => {
      const { server, client } = await serving((_asked, response) =>
        response.writeHead(429, headers).end('Rate exceeded.'),
      )
      expect(await failure(client, server.url)).toMatchObject({
        code: 'HTTP_STATUS',
        status: 429,
        retryAfterMs,
        bodyStart: 'Rate exceeded.',
      })
    },
  )

  test('an error with an endless body is only an error', async () => {
    const { server, client } = await serving((_asked, response) => endless(response.writeHead(500)))
    expect(await failure(client, server.url)).toMatchObject({ code: 'HTTP_STATUS', status: 500 })
  })

  test('nobody there', async () => {
    const { server, client } = await serving((_asked, response) => response.end())
    await server.close()
    expect(await failure(client, server.url)).toMatchObject({ code: 'HTTP_NETWORK' })
  })

  test('a connection broken in the middle is no short answer', async () => {
    const { server, client } = await serving((_asked, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half')
      setImmediate(() => response.destroy())
    })
    expect(await failure(client, server.url)).toMatchObject({ code: 'HTTP_NETWORK' })
  })

  test.each([
    ['garbage for gzip', 'gzip', Buffer.from('no gzip at all')],
    ['gzip cut off', 'gzip', gzipSync('x'.repeat(5_000)).subarray(0, 20)],
    ['garbage for brotli', 'br', Buffer.from('no brotli at all')],
    ['an encoding nobody asked for', 'zstd', Buffer.from('x')],
    ['two encodings', 'gzip, gzip', gzipSync(gzipSync('x'))],
  ])('%s is refused', async (_what, encoding, body) => {
    const { server, client } = await serving((_asked, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    )
    expect(await failure(client, server.url)).toMatchObject({ code: 'HTTP_CONTENT' })
  })

  test('another media type than asked for is refused before it is transferred', async () => {
    const { server, client } = await serving((_asked, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    )
    expect(await failure(client, server.url, { contentType: /json/ })).toMatchObject({ code: 'HTTP_CONTENT' })
  })
})

function endless(response: {
  write: (chunk: Buffer) => boolean
  once: (event: string, go: () => void) => unknown
  destroyed: boolean
}) {
  const chunk = Buffer.alloc(64 * 1024, 0x20)
  const pump = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', pump)
  }
  pump()
}

describe('a server that floods', () => {
  test.each([
    ['an endless body', (response) => endless(response.writeHead(200))],
    [
      '200 MB announced',
      (response) => response.writeHead(200, { 'content-length': String(200 * MB) }).write('x'),
    ],
    ['a gzip bomb', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)],
  ] satisfies [string, (response: Parameters<Handler>[1]) => unknown][])(
    '%s ends at the limit, with flat memory',
    async (_what, answer) => {
      const { server, client } = await serving((_asked, response) => answer(response))
      const before = process.memoryUsage().rss
      const seen = await failure(client, server.url, { maxBytes: 5 * MB })
      expect(seen).toMatchObject({ code: 'HTTP_TOO_LARGE' })
      expect(process.memoryUsage().rss - before).toBeLessThan(120 * MB)
    },
  )

  test('a body that drips is cut by the total time', async () => {
    const { server, client } = await serving((_asked, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await failure(client, server.url, { timeoutMs: 300 })).toMatchObject({ code: 'HTTP_TIMEOUT' })
  })

  test('headers that drip are cut by the total time', async () => {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      const drip = setInterval(() => socket.write('H'), 20)
      socket.on('close', () => clearInterval(drip)).on('error', () => undefined)
      socket.write('HTTP/1.1 200 OK\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
    const client = buildHttpClient({ userAgent: 'x', now: () => new Date(), trustedOrigins: [url] })
    closing.push(client.close, async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    })
    expect(await failure(client, url, { timeoutMs: 300 })).toMatchObject({ code: 'HTTP_TIMEOUT' })
  })

  test("the caller's signal stops a transfer at once", async () => {
    const { server, client } = await serving((_asked, response) => endless(response.writeHead(200)))
    const stop = AbortSignal.timeout(50)
    expect(await failure(client, server.url, { signal: stop, maxBytes: 10_000 * MB })).toMatchObject({
      code: 'HTTP_ABORTED',
    })
  })
})
