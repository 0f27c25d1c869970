import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ApiDeps } from '../deps.ts'

const Params = z.object({ name: z.string() })

/** The stylesheet and scripts, from memory. Their addresses carry a hash of the content, so they never change. */
export function registerAssets(app: FastifyInstance, { views }: Pick<ApiDeps, 'views'>): void {
  app.get('/assets/:name', { schema: { hide: true } }, async (request, reply) => {
    const asset = views.assets.get(Params.parse(request.params).name)
    if (!asset) return reply.callNotFound()
    // Other sites show the picture beside a link to ours; nothing else here is for them.
    if (asset.contentType === 'image/png') reply.header('cross-origin-resource-policy', 'cross-origin')
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(asset.contentType)
      .send(asset.body)
  })
  app.get('/favicon.ico', { schema: { hide: true } }, async (_request, reply) =>
    reply.redirect(views.assets.get('mark.svg')?.url ?? '/', 301),
  )
}
