import type { FastifyInstance, FastifyReply } from 'fastify'
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

  app.get('/feedback/:token', options, async (request, reply) =>
    show(deps, reply, { params: request.params }),
  )
  for (const verdict of verdicts) {
    app.get(`/feedback/:token/${verdict}`, options, async (request, reply) =>
      show(deps, reply, { params: request.params, asked: verdict }),
    )
    app.post(`/feedback/:token/${verdict}`, options, async (request, reply) => {
      await giveFeedback(tasteDeps, await requirePaper(deps, request.params), verdict)
      return show(deps, reply, { params: request.params, just: 'noted' })
    })
  }
  app.post('/feedback/:token/undo', options, async (request, reply) => {
    await takeBackFeedback(tasteDeps, await requirePaper(deps, request.params))
    return show(deps, reply, { params: request.params, just: 'undone' })
  })
}

function requirePaper({ db, links }: ApiDeps, params: unknown): Promise<MailedPaper> {
  return requireMailedPaper(db, links.verify('feedback', readToken(params)))
}

type Showing = { readonly params: unknown; readonly asked?: Verdict; readonly just?: 'noted' | 'undone' }

async function show(deps: ApiDeps, reply: FastifyReply, { params, asked, just }: Showing) {
  const { title, verdict, subscriberId } = await requirePaper(deps, params)
  const page = deps.views.render('feedback', {
    site: buildSite(deps.now()),
    action: `/feedback/${readToken(params)}`,
    title,
    asked,
    verdict,
    just,
    preferencesUrl: `/preferences/${deps.links.sign('preferences', String(subscriberId))}`,
  })
  return sendPrivate(reply, page)
}
