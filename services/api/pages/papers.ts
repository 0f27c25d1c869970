import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findPaper, type PaperDetail } from '../../papers/list-papers.ts'
import { listSimilarPapers } from '../../papers/similar-papers.ts'
import { defaultLink } from '../../papers/sources/paper-urls.ts'
import { DomainError } from '../../platform/errors.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPublicPage } from '../http-cache.ts'
import { renderList } from '../list-page.ts'
import { type ListQuery, readListQuery } from '../list-query.ts'
import { publicSite } from '../open-graph.ts'
import { paperItem } from '../paper-item.ts'
import { splitAddress } from '../site.ts'
import type { Link } from '../view-data.ts'
import { whyTrending } from '../why-trending.ts'

const similarShown = 5

const Params = z.object({ id: z.string() })
const TopicParams = z.object({ slug: z.string() })

/** The public pages: what everybody may read without signing up. */
export function registerPaperPages(app: FastifyInstance, deps: ApiDeps): void {
  const isTopic = (slug: string | undefined) => deps.topics.some((topic) => topic.slug === slug)

  const sendList = async (request: FastifyRequest, reply: FastifyReply, query: ListQuery) => {
    // Every search and every turn of a page is an address: an index wants the lists, not their endless variations.
    if (query.q !== undefined || query.date !== undefined || query.cursor !== undefined)
      reply.header('x-robots-tag', 'noindex, follow')
    return sendPublicPage(request, reply, { body: await renderList(deps, request, query) })
  }

  app.get('/papers', { schema: { hide: true } }, async (request, reply) => {
    const query = readListQuery(request.query)
    return sendList(request, reply, { ...query, topic: isTopic(query.topic) ? query.topic : undefined })
  })

  app.get('/topics/:slug', { schema: { hide: true } }, async (request, reply) => {
    const { slug } = TopicParams.parse(request.params)
    if (!isTopic(slug)) return reply.callNotFound()
    return sendList(request, reply, { ...readListQuery(request.query), topic: slug })
  })

  app.get('/papers/:id', { schema: { hide: true } }, async (request, reply) => {
    const { id } = Params.parse(request.params)
    const paper = await findPaper(deps.db, id, deps.now())
    if (!paper) throw new DomainError('PAPER_UNKNOWN', 'There is no paper with this id.')
    // Two rows proved to be one work: its page is that of the row which was kept.
    if (paper.id !== id) {
      const { query } = splitAddress(request.url)
      return reply.redirect(`/papers/${paper.id}${query && `?${query}`}`, 301)
    }
    return sendPublicPage(request, reply, {
      body: await renderPaper(deps, request, paper),
      maxAgeSeconds: 300,
    })
  })
}

async function renderPaper(deps: ApiDeps, request: FastifyRequest, paper: PaperDetail): Promise<string> {
  const similar = await listSimilarPapers(deps.db, paper.id, similarShown)
  const site = publicSite(deps, request, `/papers/${paper.id}`)
  return deps.views.render('paper', {
    site,
    paper: {
      ...paperItem(paper, deps.topics),
      href: paper.url,
      links: paperLinks(paper),
      whyTrending: whyTrending(deps.views.languages.wordsOf(site.lang), paper),
      categories: paper.categories,
      withdrawn: paper.withdrawn,
      similar: similar.map((one) => ({ ...paperItem(one, deps.topics), abstract: '' })),
      topics: paper.topics.flatMap((match) => {
        const topic = deps.topics.find(({ slug }) => slug === match.slug)
        return topic ? [{ label: topic.name, href: `/topics/${topic.slug}`, because: match.because }] : []
      }),
    },
  })
}

/** Where else the work is; what `paper.url` leads to already has the first button. */
function paperLinks({ arxivId, doi, title, url }: PaperDetail): Link[] {
  const links = [
    ...(arxivId
      ? [
          { label: 'PDF', href: `https://arxiv.org/pdf/${arxivId}` },
          { label: 'arXiv', href: `https://arxiv.org/abs/${arxivId}` },
        ]
      : []),
    ...(doi ? [{ label: 'DOI', href: defaultLink({ doi, title }) }] : []),
  ]
  return links.filter(({ href }) => href !== url)
}
