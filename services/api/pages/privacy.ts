import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { titleOfSource } from '../../papers/source-names.ts'
import { DomainError } from '../../platform/errors.ts'
import { confirmationDays } from '../../subscribers/confirm.ts'
import { maskEmail, parseEmailAddress } from '../../subscribers/email-address.ts'
import { type PrivacyKind, privacyLinkMinutes, requestPrivacyLink } from '../../subscribers/export-link.ts'
import { keepSignupDays } from '../../subscribers/purge-signups.ts'
import { findSubscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import { publicSite } from '../open-graph.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { sendPrivate } from '../private-page.ts'
import { wakeQuietly } from '../sign-up.ts'
import { buildSite } from '../site.ts'
import { requireSubscriberId } from '../tokens.ts'
import type { PrivacyFacts } from '../view-data.ts'

const Body = z.object({ email: z.string().catch('') }).catch({ email: '' })
const kinds = ['export', 'erase'] as const

/** What is kept of whom, as the settings in force have it, and the two forms that act on it. */
export function registerPrivacyPages(app: FastifyInstance, deps: GuardedDeps): void {
  app.get('/privacy', { schema: { hide: true } }, async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(renderPrivacy(deps, request, { email: '' })),
  )

  const options = { preHandler: deps.guard.refuseFloods, schema: { hide: true } }
  for (const kind of kinds) {
    app.post(`/privacy/${kind}`, options, async (request, reply) => {
      const { email } = Body.parse(request.body)
      const error = await requestByAddress(deps, email, kind)
      if (error === undefined) return sendSent(deps, { request, reply, email })
      return sendPrivate(reply, renderPrivacy(deps, request, { email, error }), 400)
    })

    // From the preferences: the link is mailed here too, so that a mail that was passed on opens nothing.
    app.post(`/preferences/:token/${kind}`, options, async (request, reply) => {
      const subscriber = await findSubscriber(
        deps.db,
        requireSubscriberId(deps.links, 'preferences', request.params),
      )
      if (!subscriber)
        throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no subscription behind this link.')
      await requestByAddress(deps, subscriber.email, kind)
      return sendSent(deps, { request, reply, email: subscriber.email, locale: subscriber.locale })
    })
  }
}

/** What is wrong with the address, if anything. */
async function requestByAddress(
  deps: ApiDeps,
  email: string,
  kind: PrivacyKind,
): Promise<string | undefined> {
  try {
    await requestPrivacyLink(deps, parseEmailAddress(email), kind)
  } catch (error) {
    if (error instanceof DomainError) return error.message
    throw error
  }
  await wakeQuietly(deps, 'send-notices')
  return undefined
}

type SentTo = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly email: string
  readonly locale?: string
}

function sendSent(deps: ApiDeps, { request, reply, email, locale }: SentTo) {
  const site = buildSite(deps, request, locale)
  const maskedEmail = maskEmail(parseEmailAddress(email).email)
  return sendPrivate(
    reply,
    deps.views.render('privacy-sent', { site, maskedEmail, linkMinutes: privacyLinkMinutes }),
  )
}

function renderPrivacy(
  deps: ApiDeps,
  request: FastifyRequest,
  { email, error }: { email: string; error?: string },
): string {
  return deps.views.render('privacy', {
    site: publicSite(deps, request, '/privacy'),
    ...factsOf(deps),
    form: { values: { email }, errors: error === undefined ? {} : { email: error } },
  })
}

function factsOf({ sender, operatorContact, sources }: ApiDeps): PrivacyFacts {
  return {
    postalAddress: sender.postalAddress,
    contact: operatorContact?.replace(/^mailto:/, ''),
    sources: [...new Set(sources.map(titleOfSource))],
    signupDays: keepSignupDays,
    confirmationDays,
    linkMinutes: privacyLinkMinutes,
  }
}
