import type { FastifyInstance } from 'fastify'
import { providers, receiveWebhook } from '../../delivery/webhooks/receive-webhook.ts'
import type { FetchText } from '../../delivery/webhooks/sns.ts'
import type { HttpClient } from '../../platform/http-client/http-client.ts'
import type { ApiDeps } from '../deps.ts'

// SendGrid sends up to 768 kB of events at once (docs.sendgrid.com, "Event Webhook").
const bodyLimit = 1024 * 1024

export type WebhookRouteDeps = Pick<ApiDeps, 'db' | 'links' | 'now' | 'log' | 'sender'> &
  NonNullable<ApiDeps['webhooks']>

/**
 * What providers tell about our mail. A request that does not prove its sender gets 401 and no reason; a provider that is
 * not configured does not exist.
 */
export function registerWebhooks(app: FastifyInstance, { sender, ...deps }: WebhookRouteDeps): void {
  app.register(async (scope) => {
    // Signatures are over the bytes, and SNS calls its JSON text/plain; so no parser may touch the body before us.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
    for (const provider of providers) {
      scope.post(`/webhooks/${provider}`, { bodyLimit, schema: { hide: true } }, async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const answer = await receiveWebhook({ ...deps, bounceDomain: sender.bounceDomain }, provider, {
          headers: plainHeaders(request.headers),
          body,
        })
        if (answer === 'unknown') return reply.callNotFound()
        return reply
          .code(answer === 'refused' ? 401 : 200)
          .header('cache-control', 'no-store')
          .send()
      })
    }
  })
}

/** A header that came twice is as good as none: no provider's does. */
function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const entries = Object.entries(headers).map(([name, value]): [string, string | undefined] => [
    name,
    Array.isArray(value) ? undefined : value,
  ])
  return Object.fromEntries(entries)
}

/** GET for what a provider wants fetched: small, over https, from the public internet, no redirect followed. */
export function buildFetchText(http: Pick<HttpClient, 'fetchText'>): FetchText {
  return async (url) => {
    const answer = await http.fetchText(url, { accept: '*/*', maxBytes: 64 * 1024, timeoutMs: 10_000 })
    return answer.status === 'ok' ? answer.body : ''
  }
}
