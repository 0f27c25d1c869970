import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findPaper, listPapers, type PaperSummary } from '../../papers/list-papers.ts'
import { DomainError } from '../../platform/errors.ts'
import type { ApiDeps } from '../deps.ts'

const PaperJson = z.object({
  id: z.string(),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  url: z.string(),
  code_url: z.string().nullable(),
  published: z.string().nullable(),
  listed: z.string().nullable(),
  upvotes: z.number(),
  comments: z.number(),
  score: z.number(),
  topics: z.array(z.object({ slug: z.string(), score: z.number(), because: z.array(z.string()) })),
})

const Query = z.object({
  topic: z.string().optional().describe('A slug of /api/v1/topics'),
  category: z.string().optional().describe('An arXiv category, e.g. cs.CL'),
  q: z.string().max(200).optional().describe('Web-search syntax over title and abstract'),
  date: z.iso.date().optional().describe('Papers listed on this day (UTC)'),
  sort: z
    .enum(['trending', 'new'])
    .default('trending')
    .describe('new: by when it was listed; with q also what never was, by when it was published'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional().describe('next_cursor of the page before'),
})

/** The papers as JSON, in pages by cursor. */
export function registerPaperRoutes(app: FastifyInstance, { db }: Pick<ApiDeps, 'db'>): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  typed.get(
    '/api/v1/papers',
    {
      schema: {
        summary: 'Papers, trending or newest first',
        tags: ['papers'],
        querystring: Query,
        response: { 200: z.object({ papers: z.array(PaperJson), next_cursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { q, ...query } = request.query
      const page = await listPapers(db, { ...query, query: q })
      return { papers: page.papers.map(toJson), next_cursor: page.nextCursor ?? null }
    },
  )
  typed.get(
    '/api/v1/papers/:id',
    {
      schema: {
        summary: 'One paper',
        tags: ['papers'],
        params: z.object({ id: z.string() }),
        response: { 200: PaperJson },
      },
    },
    async (request) => {
      const paper = await findPaper(db, request.params.id)
      if (!paper) throw new DomainError('PAPER_UNKNOWN', 'There is no paper with this id.')
      return toJson(paper)
    },
  )
}

function toJson(paper: PaperSummary): z.infer<typeof PaperJson> {
  return {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    authors: [...paper.authors],
    categories: [...paper.categories],
    url: paper.url,
    code_url: paper.codeUrl ?? null,
    published: paper.publishedAt?.toISOString() ?? null,
    listed: paper.listedAt?.toISOString() ?? null,
    upvotes: paper.upvotes,
    comments: paper.comments,
    score: paper.score,
    topics: paper.topics.map((topic) => ({ ...topic, because: [...topic.because] })),
  }
}
