import type { FastifyInstance } from 'fastify'
import { confirm, findPendingSignup } from '../../subscribers/confirm.ts'
import { nextDigestAt } from '../../subscribers/next-digest.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { originOf, wakeQuietly } from '../sign-up.ts'
import { buildSite } from '../site.ts'
import { readToken } from '../tokens.ts'
import { topicNames } from '../topic-names.ts'

/** GET shows what would be confirmed and a button; only the button, a POST, confirms: mail scanners follow links. */
export function registerConfirmPages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/confirm/:token', { schema: { hide: true } }, async (request, reply) => {
    const token = readToken(request.params)
    const { preferences, locale } = await findPendingSignup(deps, token)
    const names = topicNames(deps.topics, preferences.topics)
    const page = deps.views.render('confirm', {
      site: buildSite(deps, request, locale),
      action: `/confirm/${token}`,
      topicNames: names,
      schedule: preferences,
    })
    return sendPrivate(reply, page)
  })

  app.post('/confirm/:token', { schema: { hide: true } }, async (request, reply) => {
    const { ip, userAgent } = originOf(request, 'confirm')
    const { preferences, locale, subscriberId } = await confirm(deps, readToken(request.params), {
      ip,
      userAgent,
    })
    await wakeQuietly(deps, 'plan-digests')
    const page = deps.views.render('confirmed', {
      site: buildSite(deps, request, locale),
      topicNames: topicNames(deps.topics, preferences.topics),
      nextEdition: { at: nextDigestAt(preferences, deps.now()), timezone: preferences.timezone },
      preferencesUrl: `/preferences/${deps.links.sign('preferences', String(subscriberId))}`,
    })
    return sendPrivate(reply, page)
  })
}
