import type { FastifyInstance } from 'fastify'
import { listPapers } from '../../papers/list-papers.ts'
import type { ApiDeps } from '../deps.ts'
import { publicSite } from '../open-graph.ts'
import { paperItem } from '../paper-item.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { freshForm, takeForm } from '../sign-up-form.ts'
import { buildSite } from '../site.ts'
import type { SignupForm } from '../view-data.ts'

const papersShown = 8

/** The front page: the sign-up form beside today's papers. */
export function registerHomePages(app: FastifyInstance, deps: GuardedDeps): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(await renderHome(deps, freshForm(deps, request.query))),
  )

  const options = { preHandler: deps.guard.refuseFloods, schema: { hide: true } }
  app.post('/subscribe', options, async (request, reply) => {
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    const step = await takeForm(deps, { request, reply }, 'home')
    if (step.kind === 'again') return reply.code(step.status).send(await renderHome(deps, step.form))
    const { maskedEmail, waitMinutes } = step
    return reply.send(
      deps.views.render('check-inbox', { site: buildSite(deps.now()), maskedEmail, waitMinutes }),
    )
  })
}

async function renderHome(deps: ApiDeps, form: SignupForm): Promise<string> {
  const { papers } = await listPapers(deps.db, { sort: 'trending', limit: papersShown })
  return deps.views.render('home', {
    site: publicSite(deps, '/'),
    form,
    papers: papers.map((paper) => paperItem(paper, deps.topics)),
    papersUrl: '/papers',
  })
}
