import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Words } from '../../platform/locales/words.ts'
import type { ApiDeps } from '../deps.ts'
import { publicSite } from '../open-graph.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { buildContentPolicy } from '../plugins/security.ts'
import { freshForm, takeForm } from '../sign-up-form.ts'
import { buildSite } from '../site.ts'
import { topicNames } from '../topic-names.ts'
import type { SignupForm } from '../view-data.ts'

/** The form for other people's pages: in a frame, by a script, or as plain HTML to paste. */
export function registerEmbedPages(app: FastifyInstance, deps: GuardedDeps): void {
  // The one page that may stand in somebody's frame, and only in those of EMBED_ORIGINS.
  const framed = {
    schema: { hide: true },
    // X-Frame-Options knows no list of sites; browsers that know frame-ancestors pass it over.
    helmet: { frameguard: false, contentSecurityPolicy: buildContentPolicy(deps.embedOrigins) },
  }
  app.get('/embed', framed, async (request, reply) =>
    sendPage(reply, renderEmbed(deps, request, freshForm(deps, request.query))),
  )

  app.post('/embed', { ...framed, preHandler: deps.guard.refuseFloods }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const step = await takeForm(deps, { request, reply }, 'embed')
    if (step.kind === 'again') return sendPage(reply.code(step.status), renderEmbed(deps, request, step.form))
    const { maskedEmail, waitMinutes } = step
    return sendPage(
      reply,
      deps.views.render('embed-sent', { site: buildSite(deps, request), maskedEmail, waitMinutes }),
    )
  })

  app.get('/embed/code', { schema: { hide: true } }, async (request, reply) =>
    sendPage(
      reply,
      deps.views.render('embed-code', {
        site: publicSite(deps, request, '/embed/code'),
        publicUrl: deps.sender.publicUrl,
        origins: deps.embedOrigins,
      }),
    ),
  )

  app.get('/embed.js', { schema: { hide: true } }, async (request, reply) => {
    const script = deps.views.assets.get('embed.js')
    if (!script) return reply.callNotFound()
    const words = deps.views.languages.wordsOf(buildSite(deps, request).lang)
    return reply
      .header('cache-control', 'public, max-age=3600')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('vary', 'Accept-Language')
      .type(script.contentType)
      .send(speak(script.body.toString(), words))
  })
}

/** The script with the words of a language where it has `'[[message]]'`. */
function speak(script: string, { id, say }: Words): string {
  return script.replace(/'\[\[([a-z-]+)\]\]'/g, (_, message: string) =>
    JSON.stringify(message === 'lang' ? id : say(message)),
  )
}

function renderEmbed(deps: ApiDeps, request: FastifyRequest, form: SignupForm): string {
  return deps.views.render('embed', {
    site: buildSite(deps, request),
    form,
    topicNames: topicNames(deps.topics, form.values.topics),
  })
}

function sendPage(reply: FastifyReply, page: string) {
  return reply.type('text/html; charset=utf-8').send(page)
}
