import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { maskEmail } from '../../subscribers/email-address.ts'
import { findSubscriber } from '../../subscribers/subscriber-store.ts'
import { isUndoable, undoUnsubscribe, unsubscribe } from '../../subscribers/unsubscribe.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { wakeQuietly } from '../sign-up.ts'
import { buildSite } from '../site.ts'
import { readToken, requireSubscriberId } from '../tokens.ts'

const OneClick = z.object({ 'List-Unsubscribe': z.literal('One-Click') })

/**
 * Leaving. GET shows a button and changes nothing. POST acts, again and again with the same 200: from the page, and as a
 * mail program's one-click (RFC 8058) without cookie, login, redirect or limit.
 */
export function registerUnsubscribePages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/unsubscribe/:token', { schema: { hide: true } }, async (request, reply) => {
    const subscriberId = requireSubscriberId(deps.links, 'unsubscribe', request.params)
    const subscriber = await findSubscriber(deps.db, subscriberId)
    const token = readToken(request.params)
    if (subscriber?.status !== 'active')
      return sendPrivate(reply, await renderGoodbye(deps, request, subscriberId))
    const page = deps.views.render('unsubscribe', {
      site: buildSite(deps, request, subscriber.locale),
      action: `/unsubscribe/${token}`,
      maskedEmail: maskEmail(subscriber.email),
      preferencesUrl: preferencesUrl(deps, subscriberId),
    })
    return sendPrivate(reply, page)
  })

  app.post('/unsubscribe/:token', { schema: { hide: true } }, async (request, reply) => {
    const subscriberId = requireSubscriberId(deps.links, 'unsubscribe', request.params)
    const isOneClick = OneClick.safeParse(request.body).success
    await unsubscribe(deps, subscriberId, isOneClick ? 'one-click' : 'page')
    await wakeQuietly(deps, 'send-notices')
    return sendPrivate(reply, await renderGoodbye(deps, request, subscriberId))
  })

  app.post('/unsubscribe/:token/undo', { schema: { hide: true } }, async (request, reply) => {
    const subscriberId = requireSubscriberId(deps.links, 'unsubscribe', request.params)
    await undoUnsubscribe(deps, subscriberId)
    const subscriber = await findSubscriber(deps.db, subscriberId)
    if (!subscriber) return reply.callNotFound()
    const page = deps.views.render('resubscribed', {
      site: buildSite(deps, request, subscriber.locale),
      maskedEmail: maskEmail(subscriber.email),
      schedule: subscriber.preferences,
      preferencesUrl: preferencesUrl(deps, subscriberId),
    })
    return sendPrivate(reply, page)
  })
}

async function renderGoodbye(deps: ApiDeps, request: FastifyRequest, subscriberId: number): Promise<string> {
  const subscriber = await findSubscriber(deps.db, subscriberId)
  return deps.views.render('unsubscribed', {
    site: buildSite(deps, request, subscriber?.locale),
    maskedEmail: subscriber ? maskEmail(subscriber.email) : undefined,
    undoUrl:
      subscriber && isUndoable(subscriber, deps.now())
        ? `/unsubscribe/${readToken(request.params)}/undo`
        : undefined,
  })
}

function preferencesUrl({ links }: Pick<ApiDeps, 'links'>, subscriberId: number): string {
  return `/preferences/${links.sign('preferences', String(subscriberId))}`
}
