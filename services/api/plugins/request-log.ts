import type { FastifyInstance } from 'fastify'

/** One line per answer. The route's pattern stands in for the URL, because a path may hold a token. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown route'
    request.log.info(
      { method: request.method, route, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}
