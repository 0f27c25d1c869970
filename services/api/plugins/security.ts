import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from '../deps.ts'

/** Security headers for every answer, and a brake for those who flood the sign-up. */
export async function registerSecurity(
  app: FastifyInstance,
  { sender }: Pick<ApiDeps, 'sender'>,
): Promise<void> {
  const isHttps = sender.publicUrl.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Tokens travel in paths: no address of ours is ever sent onward.
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  await app.register(rateLimit, { global: false, max: 300, timeWindow: '1 minute' })
}
