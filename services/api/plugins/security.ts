import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from '../deps.ts'

/** Security headers for every answer. */
export async function registerSecurity(
  app: FastifyInstance,
  { sender }: Pick<ApiDeps, 'sender'>,
): Promise<void> {
  const isHttps = sender.publicUrl.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: buildContentPolicy([]),
    // Tokens travel in paths: no address of ours is ever sent onward.
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
}

/** Nothing from elsewhere runs or loads in our pages; `framedBy` are the sites that may show one of them in a frame. */
export function buildContentPolicy(framedBy: readonly string[]) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: framedBy.length > 0 ? [...framedBy] : ["'none'"],
      objectSrc: ["'none'"],
    },
  }
}
