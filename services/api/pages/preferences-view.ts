import type { FastifyRequest } from 'fastify'
import type { TasteInWords } from '../../digests/taste.ts'
import type { TasteWord } from '../../digests/taste-model.ts'
import { loadCategories } from '../../papers/categories.ts'
import { maskEmail } from '../../subscribers/email-address.ts'
import type { Subscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import { buildSite } from '../site.ts'
import { timezoneGroups } from '../timezones.ts'
import { readToken } from '../tokens.ts'
import type { CategoryGroup, PageData, PreferencesForm, PreferencesPreview } from '../view-data.ts'

const maxPapersLimit = 50

const categories = loadCategories()
const categoryGroups: readonly CategoryGroup[] = [...new Set(categories.map(({ group }) => group))].map(
  (name) => ({ name, categories: categories.filter(({ group }) => group === name) }),
)

export type PreferencesState = {
  readonly request: FastifyRequest
  readonly subscriber: Subscriber
  readonly values: PreferencesForm['values']
  readonly errors?: PreferencesForm['errors']
  readonly saved?: boolean
  readonly forgotten?: boolean
  readonly preview?: PreferencesPreview
  readonly taste: TasteInWords | undefined
}

export function renderPreferences(deps: ApiDeps, state: PreferencesState): string {
  const { request, subscriber, values, errors = {}, taste } = state
  const token = readToken(request.params)
  const isPaused = subscriber.pausedUntil !== null && subscriber.pausedUntil > deps.now()
  const { timezone } = subscriber.preferences
  const page: PageData['preferences'] = {
    site: buildSite(deps, request, subscriber.locale),
    form: {
      action: `/preferences/${token}`,
      topics: deps.topics,
      timezones: timezoneGroups([values.timezone]),
      categoryGroups,
      locales: deps.views.languages.all,
      values,
      errors,
      maxPapersLimit,
    },
    status: subscriber.status === 'active' && isPaused ? 'paused' : subscriber.status,
    pausedUntil: isPaused && subscriber.pausedUntil ? { at: subscriber.pausedUntil, timezone } : undefined,
    saved: state.saved ?? false,
    forgotten: state.forgotten ?? false,
    preview: state.preview,
    taste: taste && {
      more: namesOf(deps, taste.more),
      less: namesOf(deps, taste.less),
      verdicts: taste.verdicts,
    },
    maskedEmail: maskEmail(subscriber.email),
    unsubscribeUrl: `/unsubscribe/${deps.links.sign('unsubscribe', String(subscriber.id))}`,
    nextEdition: subscriber.nextDigestAt ? { at: subscriber.nextDigestAt, timezone } : undefined,
  }
  return deps.views.render('preferences', page)
}

const mostNames = 6

/** Topics and categories by their names; a word that is a topic's name too is said once. */
function namesOf(deps: Pick<ApiDeps, 'topics'>, words: readonly TasteWord[]): string[] {
  const named = words.map(({ kind, name }) => {
    if (kind === 'topic') return deps.topics.find((topic) => topic.slug === name)?.name ?? name
    if (kind === 'category') return categories.find((category) => category.id === name)?.name ?? name
    return name
  })
  return [...new Map(named.map((name) => [name.toLowerCase(), name])).values()].slice(0, mostNames)
}
