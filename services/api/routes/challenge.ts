import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ChallengeShape } from '../../platform/proof-of-work.ts'
import type { SignupGuard } from '../plugins/limits.ts'

export function registerChallengeRoute(app: FastifyInstance, guard: SignupGuard): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/challenge',
    {
      schema: {
        summary: 'The work that puts a sign-up in front of the line',
        description:
          'An ALTCHA 2 challenge while many sign up; its solved payload goes into the field `altcha` of a sign-up, once. 204: none is needed now.',
        tags: ['subscriptions'],
        response: { 200: ChallengeShape, 204: z.null() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      const challenge = await guard.challenge()
      return challenge ? reply.send(challenge) : reply.code(204).send(null)
    },
  )
}
