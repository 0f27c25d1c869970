import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ApiDeps } from '../deps.ts'

// What a form on another site needs, and nothing else.
const paths = ['/api/v1/subscriptions', '/api/v1/challenge']

/** Lets scripts of EMBED_ORIGINS, and of no other site, send a sign-up and read its answer. No cookie is ever involved. */
export function registerCors(app: FastifyInstance, { embedOrigins }: Pick<ApiDeps, 'embedOrigins'>): void {
  const allowed = new Set(embedOrigins)

  app.addHook('onRequest', async (request, reply) => {
    if (!paths.includes(request.routeOptions.url ?? '')) return
    // Also where the origin is not allowed: a cache must not keep one site's answer for another.
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin && allowed.has(origin)) allow(reply, origin)
  })

  for (const path of paths)
    app.options(path, { schema: { hide: true } }, async (_request, reply) => reply.code(204).send())
}

function allow(reply: FastifyReply, origin: string): void {
  reply
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-methods', 'GET, POST')
    .header('access-control-allow-headers', 'content-type')
    .header('access-control-expose-headers', 'retry-after')
    .header('access-control-max-age', '600')
}
