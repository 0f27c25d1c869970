import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { findPaper, listPapers } from '../../papers/list-papers.ts'
import { DomainError } from '../../platform/errors.ts'
import type { ApiDeps } from '../deps.ts'
import { paperItem } from '../paper-item.ts'
import { buildSite } from '../site.ts'
import { whyTrending } from '../why-trending.ts'

const Query = z.object({
  topic: z.string().optional().catch(undefined),
  sort: z.enum(['trending', 'new']).catch('trending'),
  q: z.string().max(200).optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
})
type Query = z.infer<typeof Query>

const Params = z.object({ id: z.string() })
const TopicParams = z.object({ slug: z.string() })

/** The public pages: what everybody may read without signing up. */
export function registerPaperPages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/papers', { schema: { hide: true } }, async (request, reply) => {
    return reply.type('text/html; charset=utf-8').send(await renderList(deps, Query.parse(request.query)))
  })

  app.get('/topics/:slug', { schema: { hide: true } }, async (request, reply) => {
    const { slug } = TopicParams.parse(request.params)
    if (!deps.topics.some((topic) => topic.slug === slug)) return reply.callNotFound()
    return reply
      .type('text/html; charset=utf-8')
      .send(await renderList(deps, { ...Query.parse(request.query), topic: slug }))
  })

  app.get('/papers/:id', { schema: { hide: true } }, async (request, reply) => {
    const paper = await findPaper(deps.db, Params.parse(request.params).id)
    if (!paper) throw new DomainError('PAPER_UNKNOWN', 'There is no paper with this id.')
    const page = deps.views.render('paper', {
      site: buildSite(deps.now()),
      paper: {
        ...paperItem(paper, deps.topics),
        href: paper.url,
        links: [],
        whyTrending: whyTrending(paper),
        categories: paper.categories,
        topics: paper.topics.flatMap((match) => {
          const topic = deps.topics.find(({ slug }) => slug === match.slug)
          return topic ? [{ label: topic.name, href: `/topics/${topic.slug}`, because: match.because }] : []
        }),
      },
    })
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

async function renderList(deps: ApiDeps, query: Query): Promise<string> {
  const topic = deps.topics.find(({ slug }) => slug === query.topic)
  const { papers, nextCursor } = await listPapers(deps.db, {
    sort: query.sort,
    limit: 20,
    topic: topic?.slug,
    query: query.q,
    cursor: query.cursor,
  })
  const hrefOf = (change: Partial<Query>) =>
    listHref({ ...query, topic: topic?.slug, cursor: undefined, ...change })
  return deps.views.render('papers', {
    site: buildSite(deps.now()),
    heading: topic ? topic.name : 'Trending papers',
    intro: topic?.definition,
    papers: papers.map((paper) => paperItem(paper, deps.topics)),
    topics: [
      { label: 'All topics', href: hrefOf({ topic: undefined }), current: !topic },
      ...deps.topics.map(({ slug, name }) => ({
        label: name,
        href: hrefOf({ topic: slug }),
        current: slug === topic?.slug,
      })),
    ],
    sorts: [
      { label: 'Trending', href: hrefOf({ sort: 'trending' }), current: query.sort === 'trending' },
      { label: 'Newest', href: hrefOf({ sort: 'new' }), current: query.sort === 'new' },
    ],
    nextUrl: nextCursor ? hrefOf({ cursor: nextCursor }) : undefined,
  })
}

function listHref(query: Query): string {
  const params = new URLSearchParams()
  if (query.topic) params.set('topic', query.topic)
  if (query.sort === 'new') params.set('sort', 'new')
  if (query.q) params.set('q', query.q)
  if (query.cursor) params.set('cursor', query.cursor)
  const search = params.toString()
  return search === '' ? '/papers' : `/papers?${search}`
}
