import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  giveFeedback,
  type MailedPaper,
  requireMailedPaper,
  takeBackFeedback,
} from '../../delivery/feedback.ts'
import { buildFeatureReader } from '../../digests/taste-features.ts'
import { type Verdict, verdicts } from '../../digests/taste-model.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { buildSite } from '../site.ts'
import { readToken } from '../tokens.ts'

const options = { schema: { hide: true } }

/**
 * More or less like a paper, by the links under it in the mail. GET shows buttons and changes nothing, because scanners
 * follow every link of a mail; POST notes the verdict once, and offers to take it back.
 */
export function registerFeedbackPages(app: FastifyInstance, deps: ApiDeps): void {
  const tasteDeps = { db: deps.db, now: deps.now, readFeatures: buildFeatureReader() }

  app.get('/feedback/:token/:paper', options, async (request, reply) => show(deps, { request, reply }))
  for (const verdict of verdicts) {
    app.get(`/feedback/:token/:paper/${verdict}`, options, async (request, reply) =>
      show(deps, { request, reply, asked: verdict }),
    )
    app.post(`/feedback/:token/:paper/${verdict}`, options, async (request, reply) => {
      await giveFeedback(tasteDeps, await requirePaper(deps, request.params), verdict)
      return show(deps, { request, reply, just: 'noted' })
    })
  }
  app.post('/feedback/:token/:paper/undo', options, async (request, reply) => {
    await takeBackFeedback(tasteDeps, await requirePaper(deps, request.params))
    return show(deps, { request, reply, just: 'undone' })
  })
}

function requirePaper({ db, links }: ApiDeps, params: unknown): Promise<MailedPaper> {
  const { paper } = Params.parse(params)
  return requireMailedPaper(db, { delivery: links.verify('feedback', readToken(params)), paper })
}

const Params = z.object({ paper: z.string() })

type Showing = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly asked?: Verdict
  readonly just?: 'noted' | 'undone'
}

async function show(deps: ApiDeps, { request, reply, asked, just }: Showing) {
  const { paperId, title, verdict, subscriberId, locale } = await requirePaper(deps, request.params)
  const page = deps.views.render('feedback', {
    site: buildSite(deps, request, locale),
    action: `/feedback/${readToken(request.params)}/${paperId}`,
    title,
    asked,
    verdict,
    just,
    preferencesUrl: `/preferences/${deps.links.sign('preferences', String(subscriberId))}`,
  })
  return sendPrivate(reply, page)
}
