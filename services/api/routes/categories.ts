import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { loadCategories } from '../../papers/categories.ts'

const CategoryJson = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  alias: z.string().optional().describe('The category it is another name for'),
})

export function registerCategoryRoutes(app: FastifyInstance): void {
  const categories = [...loadCategories()]
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/categories',
    {
      schema: {
        summary: 'The arXiv categories a reader can follow',
        tags: ['topics'],
        response: { 200: z.object({ categories: z.array(CategoryJson) }) },
      },
    },
    async () => ({ categories }),
  )
}
