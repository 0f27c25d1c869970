import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ApiDeps } from '../deps.ts'

const TopicJson = z.object({ slug: z.string(), name: z.string(), group: z.string(), definition: z.string() })

export function registerTopicRoutes(app: FastifyInstance, { topics }: Pick<ApiDeps, 'topics'>): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/topics',
    {
      schema: {
        summary: 'The topics a reader can follow',
        tags: ['topics'],
        response: { 200: z.object({ topics: z.array(TopicJson) }) },
      },
    },
    async () => ({ topics: [...topics] }),
  )
}
