import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DomainError } from '../../platform/errors.ts'
import { fallbackLanguage } from '../../platform/locales/languages.ts'
import { confirmationDays } from '../../subscribers/confirm.ts'
import { maskEmail } from '../../subscribers/email-address.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { originOf, signUp } from '../sign-up.ts'
import { chosenLanguage } from '../site.ts'

const list = (what: string) =>
  z
    .union([z.array(z.string()), z.string()])
    .optional()
    .describe(what)

const Body = z.object({
  email: z.string(),
  topics: list('Slugs of /api/v1/topics; none means everything trending.'),
  categories: list('Ids of /api/v1/categories, e.g. cs.CL'),
  keywords: list('Phrases in web-search syntax: "grounded captions" OR vlm -survey'),
  authors: list('Author names'),
  frequency: z.string().optional().describe('daily, weekly or monthly'),
  hour: z.union([z.number(), z.string()]).optional().describe('Local hour, 0 to 23'),
  weekday: z
    .union([z.number(), z.string()])
    .optional()
    .describe('ISO weekday of weekly editions, 1 = Monday'),
  timezone: z.string().optional().describe('IANA time zone, e.g. Europe/Berlin'),
  altcha: z
    .string()
    .optional()
    .describe(
      'Proof of work for the challenge of /api/v1/challenge; without one the mail waits when many sign up',
    ),
})

const Query = z.object({
  lang: z
    .string()
    .optional()
    .describe('Language of the answer and of the mails, e.g. de; English without it'),
})

const Accepted = z.object({ status: z.literal('pending'), message: z.string() })
const Problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
})

export function registerSubscriptionRoutes(app: FastifyInstance, deps: GuardedDeps): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/subscriptions',
    {
      preHandler: deps.guard.refuseFloods,
      schema: {
        summary: 'Sign up; a confirmation is mailed to the address',
        description: 'The answer is the same whoever is on the list.',
        tags: ['subscriptions'],
        querystring: Query,
        body: Body,
        response: { 202: Accepted, 400: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const signup = deps.readSignup(request.body)
      if (!signup.ok)
        throw new DomainError('INPUT_INVALID', 'Some fields need another look.', { fields: signup.errors })
      const waitMs = await deps.guard.admit(request.body.altcha ?? '', reply)
      const { languages } = deps.views
      const locale = chosenLanguage(languages, request)
      await signUp(deps, signup, { origin: originOf(request, 'api'), waitMs, ...(locale && { locale }) })
      const words = languages.wordsOf(locale ?? fallbackLanguage)
      const message = words.say('link-sent', {
        email: maskEmail(signup.address.email),
        days: words.count('days', confirmationDays),
      })
      return reply.code(202).send({ status: 'pending', message })
    },
  )
}
