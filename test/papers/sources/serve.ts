import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  buildHttpClient,
  type FetchOptions,
  type HttpClient,
} from '../../../services/platform/http-client/http-client.ts'
import { HttpClientError } from '../../../services/platform/http-client/http-client-error.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export type Served = {
  readonly url: string
  /** Paths asked for, in order. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

/** A real HTTP server on a free loopback port. */
export async function serve(handler: Handler): Promise<Served> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    // A client that hangs up while an endless answer is being written is what some tests are about.
    response.on('error', () => undefined)
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function buildTestClient(trusted: readonly Served[], now = () => new Date()): HttpClient {
  return buildHttpClient({
    userAgent: 'broadsheet/test',
    now,
    trustedOrigins: trusted.map(({ url }) => url),
    connectTimeoutMs: 500,
  })
}

export const plainFetch: FetchOptions = { accept: '*/*', maxBytes: 1_000_000, timeoutMs: 5_000 }

/** The error a fetch ends in. */
export async function failure(
  client: HttpClient,
  url: string,
  more: Partial<FetchOptions> = {},
): Promise<HttpClientError> {
  const error = await client.fetchBytes(url, { ...plainFetch, ...more }).then(
    () => new Error('it was fetched'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof HttpClientError)) throw error
  return error
}
