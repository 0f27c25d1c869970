import type { FastifyInstance, FastifyRequest } from 'fastify'
import { listPapers } from '../../papers/list-papers.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPublicPage } from '../http-cache.ts'
import { publicSite } from '../open-graph.ts'
import { paperItem } from '../paper-item.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { askedTopics, freshForm, retypedForm, takeForm } from '../sign-up-form.ts'
import { buildSite, splitAddress } from '../site.ts'
import { topicNames } from '../topic-names.ts'
import type { PapersBeside, SignupForm } from '../view-data.ts'

const papersShown = 8

/** The front page: the sign-up form beside today's papers, those of the ticked topics once a reader ticked some. */
export function registerHomePages(app: FastifyInstance, deps: GuardedDeps): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(await renderHome(deps, request, { form: freshForm(deps, request.query) })),
  )

  const options = { preHandler: deps.guard.refuseFloods, schema: { hide: true } }
  app.post('/subscribe', options, async (request, reply) => {
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    const step = await takeForm(deps, { request, reply }, 'home')
    if (step.kind === 'again')
      return reply.code(step.status).send(await renderHome(deps, request, { form: step.form }))
    const { maskedEmail, waitMinutes } = step
    return reply.send(
      deps.views.render('check-inbox', { site: buildSite(deps, request), maskedEmail, waitMinutes }),
    )
  })

  // The button without JavaScript. A POST, so that an address that is typed already stays in the form and out of URLs.
  const previewOptions = { preHandler: deps.guard.refusePreviewFloods, schema: { hide: true } }
  app.post('/preview', previewOptions, async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(await renderHome(deps, request, { form: retypedForm(deps, request.body), isPreview: true })),
  )
  app.get('/preview', { schema: { hide: true } }, async (request, reply) => {
    const { query } = splitAddress(request.url)
    return reply.redirect(`/${query && `?${query}`}`, 303)
  })

  app.get('/fragments/papers', previewOptions, async (request, reply) => {
    reply.header('x-robots-tag', 'noindex')
    const site = buildSite(deps, request)
    const beside = await papersBeside(deps, askedTopics(deps, request.query))
    return sendPublicPage(request, reply, { body: deps.views.renderPapers({ site, ...beside }) })
  })
}

async function renderHome(
  deps: ApiDeps,
  request: FastifyRequest,
  { form, isPreview = false }: { readonly form: SignupForm; readonly isPreview?: boolean },
): Promise<string> {
  const { topics } = form.values
  const beside = await papersBeside(deps, topics.length > 0 || isPreview ? topics : undefined)
  return deps.views.render('home', { site: publicSite(deps, request, '/'), form, ...beside })
}

/** What trends now; of these topics where they are given, an empty list of them being everything. */
async function papersBeside(deps: ApiDeps, topics: readonly string[] | undefined): Promise<PapersBeside> {
  const { papers } = await listPapers(deps.db, { sort: 'trending', limit: papersShown, anyTopic: topics })
  return {
    papers: papers.map((paper) => paperItem(paper, deps.topics)),
    chosenTopics: topics && topicNames(deps.topics, topics),
    papersUrl: '/papers',
  }
}
