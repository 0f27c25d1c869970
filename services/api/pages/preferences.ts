import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../platform/errors.ts'
import { maskEmail } from '../../subscribers/email-address.ts'
import { dayOf, startOfDay } from '../../subscribers/pause.ts'
import { prefer } from '../../subscribers/prefer.ts'
import { fieldErrors, frequencies, isTimeZone, preferencesSchema } from '../../subscribers/preferences.ts'
import { findSubscriber, type Subscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { buildSite } from '../site.ts'
import { timezoneGroups } from '../timezones.ts'
import { readToken, requireSubscriberId } from '../tokens.ts'
import type { PreferencesForm } from '../view-data.ts'

const maxPapersLimit = 50

const Typed = z.object({
  topics: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
  frequency: z.enum(frequencies).catch('daily'),
  hour: z.coerce.number().int().catch(7),
  weekday: z.coerce.number().int().catch(1),
  timezone: z.string().refine(isTimeZone).catch('UTC'),
  maxPapers: z.string().catch(''),
  pausedUntil: z.string().catch(''),
})
type Typed = z.infer<typeof Typed>

/** A reader's own settings, by the signed link in every mail. */
export function registerPreferencesPages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/preferences/:token', { schema: { hide: true } }, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    const values = typedOf(deps, subscriber)
    return sendPrivate(
      reply,
      renderPreferences(deps, {
        subscriber,
        token: readToken(request.params),
        values,
        errors: {},
        saved: false,
      }),
    )
  })

  app.post('/preferences/:token', { schema: { hide: true } }, async (request, reply) => {
    const subscriber = await requireSubscriber(deps, request.params)
    const token = readToken(request.params)
    const values = Typed.parse(request.body ?? {})
    const read = readPreferences(deps, { subscriber, body: request.body, values })
    if (!read.ok)
      return sendPrivate(
        reply,
        renderPreferences(deps, { subscriber, token, values, errors: read.errors, saved: false }),
        400,
      )
    await prefer(deps, subscriber.id, {
      preferences: read.preferences,
      pausedUntil: read.pausedUntil,
      source: 'page',
    })
    const changed = await requireSubscriber(deps, request.params)
    return sendPrivate(
      reply,
      renderPreferences(deps, {
        subscriber: changed,
        token,
        values: typedOf(deps, changed),
        errors: {},
        saved: true,
      }),
    )
  })
}

async function requireSubscriber(deps: ApiDeps, params: unknown): Promise<Subscriber> {
  const subscriber = await findSubscriber(deps.db, requireSubscriberId(deps.links, 'preferences', params))
  if (!subscriber) throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no subscription behind this link.')
  return subscriber
}

function typedOf(deps: ApiDeps, { preferences, pausedUntil }: Subscriber): Typed {
  const isPaused = pausedUntil !== null && pausedUntil > deps.now()
  return {
    ...preferences,
    topics: [...preferences.topics],
    maxPapers: String(preferences.maxPapers ?? deps.maxPapers),
    pausedUntil: isPaused ? dayOf(pausedUntil, preferences.timezone) : '',
  }
}

type Given = { readonly subscriber: Subscriber; readonly body: unknown; readonly values: Typed }

/** The page changes what it shows; categories, keywords and authors stay as they were. */
function readPreferences(deps: ApiDeps, { subscriber, body, values }: Given) {
  const { categories, keywords, authors } = subscriber.preferences
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(body)
  const parsed = preferencesSchema(new Set(deps.topics.map((topic) => topic.slug))).safeParse({
    ...fields,
    categories,
    keywords,
    authors,
  })
  const pause = readPause(values, deps.now())
  if (parsed.success && 'until' in pause)
    return { ok: true as const, preferences: parsed.data, pausedUntil: pause.until }
  return {
    ok: false as const,
    errors: {
      ...(parsed.success ? {} : fieldErrors(parsed.error)),
      ...('error' in pause ? { pausedUntil: pause.error } : {}),
    },
  }
}

function readPause({ pausedUntil, timezone }: Typed, now: Date): { until: Date | null } | { error: string } {
  try {
    const until = startOfDay(pausedUntil, timezone)
    if (until && until.getTime() - now.getTime() > 366 * 86_400_000)
      return { error: 'Choose a day within a year.' }
    if (until && until <= now) return { error: 'Choose a day after today, or leave this empty.' }
    return { until }
  } catch {
    // RangeError from Temporal: the text is no date.
    return { error: 'Enter a date such as 2026-12-24, or leave this empty.' }
  }
}

type PageState = {
  subscriber: Subscriber
  token: string
  values: Typed
  errors: PreferencesForm['errors']
  saved: boolean
}

function renderPreferences(deps: ApiDeps, { subscriber, token, values, errors, saved }: PageState): string {
  const isPaused = subscriber.pausedUntil !== null && subscriber.pausedUntil > deps.now()
  const { timezone } = subscriber.preferences
  return deps.views.render('preferences', {
    site: buildSite(deps.now()),
    form: {
      action: `/preferences/${token}`,
      topics: deps.topics,
      timezones: timezoneGroups([values.timezone]),
      values,
      errors,
      maxPapersLimit,
    },
    status: subscriber.status === 'active' && isPaused ? 'paused' : subscriber.status,
    saved,
    maskedEmail: maskEmail(subscriber.email),
    unsubscribeUrl: `/unsubscribe/${deps.links.sign('unsubscribe', String(subscriber.id))}`,
    nextEdition: subscriber.nextDigestAt ? { at: subscriber.nextDigestAt, timezone } : undefined,
  })
}
