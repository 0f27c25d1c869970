import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listEditions } from '../../digests/archive-store.ts'
import { findLastPaperId, listPaperPages } from '../../papers/paper-pages.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPublic } from '../http-cache.ts'
import { absoluteUrl } from '../open-graph.ts'
import { type SitemapEntry, writeSitemap, writeSitemapIndex } from '../sitemap-xml.ts'

/** sitemaps.org allows 50,000 addresses a file. */
const papersPerFile = 20_000
const editionsListed = 2_000
const maxAgeSeconds = 3_600
const type = 'application/xml; charset=utf-8'

const PartParams = z.object({ part: z.string().regex(/^papers-\d{1,6}\.xml$/) })

/** `/robots.txt`, and the sitemap it names: an index of one file for the pages and one for each 20,000 paper ids. */
export function registerSitemap(app: FastifyInstance, deps: ApiDeps): void {
  const urlOf = (path: string) => absoluteUrl(deps.sender, path)

  app.get('/robots.txt', { schema: { hide: true } }, async (request, reply) =>
    sendPublic(request, reply, {
      body: robots(urlOf('/sitemap.xml')),
      type: 'text/plain; charset=utf-8',
      maxAgeSeconds,
    }),
  )

  app.get('/sitemap.xml', { schema: { hide: true } }, async (request, reply) => {
    const files = Math.ceil((await findLastPaperId(deps.db)) / papersPerFile)
    const parts = ['pages.xml', ...Array.from({ length: files }, (_, place) => `papers-${place + 1}.xml`)]
    const body = writeSitemapIndex(parts.map((part) => urlOf(`/sitemap/${part}`)))
    return sendPublic(request, reply, { body, type, maxAgeSeconds })
  })

  app.get('/sitemap/pages.xml', { schema: { hide: true } }, async (request, reply) => {
    const body = writeSitemap((await listPages(deps)).map((page) => ({ ...page, url: urlOf(page.url) })))
    return sendPublic(request, reply, { body, type, maxAgeSeconds })
  })

  app.get('/sitemap/:part', { schema: { hide: true } }, async (request, reply) => {
    const params = PartParams.safeParse(request.params)
    if (!params.success) return reply.callNotFound()
    const file = Number(params.data.part.replace(/\D/g, ''))
    const papers = await listPaperPages(deps.db, {
      afterId: (file - 1) * papersPerFile,
      untilId: file * papersPerFile,
    })
    const body = writeSitemap(papers.map(({ id, changedAt }) => ({ url: urlOf(`/papers/${id}`), changedAt })))
    return sendPublic(request, reply, { body, type, maxAgeSeconds })
  })
}

async function listPages({ db, topics }: ApiDeps): Promise<SitemapEntry[]> {
  const editions = await listEditions(db, { limit: editionsListed })
  return [
    ...['/', '/papers', '/editions', '/privacy'].map((url) => ({ url })),
    ...topics.map(({ slug }) => ({ url: `/topics/${encodeURIComponent(slug)}` })),
    ...editions.map(({ cadence, date }) => ({ url: `/editions/${cadence}/${date}` })),
  ]
}

/** Nothing that carries a token is for machines to fetch, and no search is for them to try. */
function robots(sitemapUrl: string): string {
  const withToken = ['confirm', 'preferences', 'feedback', 'unsubscribe', 'export', 'erase'].map(
    (name) => `/${name}/`,
  )
  const paths = [...withToken, '/admin/', '/papers?*q=', '/papers?*cursor=']
  return [
    'User-agent: *',
    ...paths.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${sitemapUrl}`,
    '',
  ].join('\n')
}
