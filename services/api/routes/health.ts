import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from '../deps.ts'

/** `/healthz`: the process lives. `/readyz`: it can do its work. */
export function registerHealthRoutes(
  app: FastifyInstance,
  { checkReady }: Pick<ApiDeps, 'checkReady'>,
): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    try {
      await checkReady()
      return { status: 'ok' }
    } catch (err) {
      request.log.warn({ err }, 'not ready')
      return reply.code(503).send({ status: 'unavailable' })
    }
  })
}
