import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findTasteInWords, forgetTaste } from '../../digests/taste.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Words } from '../../platform/locales/words.ts'
import { prefer } from '../../subscribers/prefer.ts'
import { findSubscriber, type Subscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import type { GuardedDeps } from '../plugins/limits.ts'
import { sendPrivate } from '../private-page.ts'
import { buildSite } from '../site.ts'
import { requireSubscriberId } from '../tokens.ts'
import { readPreferences, readTyped, typedOf } from './preferences-form.ts'
import { previewChoices } from './preferences-preview.ts'
import { type PreferencesState, renderPreferences } from './preferences-view.ts'

const options = { schema: { hide: true } }

/** A reader's own settings, by the signed link in every mail. GET changes nothing. */
export function registerPreferencesPages(app: FastifyInstance, deps: GuardedDeps): void {
  app.get('/preferences/:token', options, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    const values = typedOf(deps, subscriber)
    return sendPrivate(reply, await show(deps, { request, subscriber, values }))
  })

  app.post('/preferences/:token', options, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    const values = readTyped(typedOf(deps, subscriber), request.body)
    const read = await readPreferences(
      { ...deps, say: sayTo(deps, request, subscriber) },
      values,
      request.body,
    )
    if (!read.ok)
      return sendPrivate(reply, await show(deps, { request, subscriber, values, errors: read.errors }), 400)
    await prefer(deps, subscriber.id, read.wanted)
    const changed = await requireSubscriber(deps, request.params)
    const stored = typedOf(deps, changed)
    return sendPrivate(reply, await show(deps, { request, subscriber: changed, values: stored, saved: true }))
  })

  const previewOptions = { ...options, preHandler: deps.guard.refusePreviewFloods }
  app.post('/preferences/:token/preview', previewOptions, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    const values = readTyped(typedOf(deps, subscriber), request.body)
    const read = await readPreferences(
      { ...deps, say: sayTo(deps, request, subscriber) },
      values,
      request.body,
    )
    if (!read.ok)
      return sendPrivate(reply, await show(deps, { request, subscriber, values, errors: read.errors }), 400)
    const preview = await previewChoices(deps, subscriber, read.wanted)
    return sendPrivate(reply, await show(deps, { request, subscriber, values, preview }))
  })

  app.post('/preferences/:token/forget', options, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    await forgetTaste(deps, subscriber.id)
    // What else was typed comes back unsaved.
    const values = readTyped(typedOf(deps, subscriber), request.body)
    return sendPrivate(reply, await show(deps, { request, subscriber, values, forgotten: true }))
  })
}

async function requireSubscriber(deps: ApiDeps, params: unknown): Promise<Subscriber> {
  const subscriber = await findSubscriber(deps.db, requireSubscriberId(deps.links, 'preferences', params))
  if (!subscriber) throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no subscription behind this link.')
  return subscriber
}

/** In the language of the page that will show it. */
function sayTo(deps: ApiDeps, request: FastifyRequest, { locale }: Subscriber): Words['say'] {
  return deps.views.languages.wordsOf(buildSite(deps, request, locale).lang).say
}

async function show(deps: ApiDeps, state: Omit<PreferencesState, 'taste'>): Promise<string> {
  const taste = await findTasteInWords(deps.db, state.subscriber.id)
  return renderPreferences(deps, { ...state, taste })
}
