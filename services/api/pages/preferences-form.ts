import { z } from 'zod'
import { loadCategoryIds } from '../../papers/categories.ts'
import type { Words } from '../../platform/locales/words.ts'
import { dayOf, startOfDay } from '../../subscribers/pause.ts'
import type { NewPreferences } from '../../subscribers/prefer.ts'
import {
  fieldErrors,
  frequencies,
  isTimeZone,
  type Preferences,
  preferencesSchema,
} from '../../subscribers/preferences.ts'
import {
  joinKeywords,
  listFruitlessKeywords,
  splitAuthors,
  splitKeywords,
} from '../../subscribers/preferences-text.ts'
import type { Subscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import type { PreferencesForm } from '../view-data.ts'

export type PreferencesTyped = PreferencesForm['values']

const list = z.union([z.array(z.string()), z.string().transform((one) => [one])])
const filled = (items: readonly string[]) => items.filter((item) => item !== '')
// A text field of some hundred lines is a mistake, and a megabyte an attack: enough comes back to see what was typed.
const typedText = z.string().transform((text) => text.slice(0, 10_000))

/** The stored preferences as the form shows them. */
export function typedOf(deps: Pick<ApiDeps, 'now' | 'maxPapers'>, subscriber: Subscriber): PreferencesTyped {
  const { preferences, pausedUntil, alsoTrending, locale } = subscriber
  const isPaused = pausedUntil !== null && pausedUntil > deps.now()
  return {
    ...preferences,
    keywords: joinKeywords(preferences.keywords),
    authors: preferences.authors.join('\n'),
    maxPapers: String(preferences.maxPapers ?? deps.maxPapers),
    pausedUntil: isPaused ? dayOf(pausedUntil, preferences.timezone) : '',
    alsoTrending,
    locale,
  }
}

/** What a person sent, to be shown back to them whatever it was. A list or text that the form did not have stays as stored. */
export function readTyped(stored: PreferencesTyped, body: unknown): PreferencesTyped {
  return z
    .object({
      topics: list.catch([]).transform(filled),
      categories: list.catch([...stored.categories]).transform(filled),
      keywords: typedText.catch(stored.keywords),
      authors: typedText.catch(stored.authors),
      frequency: z.enum(frequencies).catch('daily'),
      hour: z.coerce.number().int().catch(7),
      weekday: z.coerce.number().int().catch(1),
      timezone: z.string().refine(isTimeZone).catch('UTC'),
      maxPapers: z.string().catch(''),
      pausedUntil: z.string().catch(''),
      alsoTrending: list.transform((values) => values.includes('yes')).catch(stored.alsoTrending),
      locale: z.string().max(35).catch(stored.locale),
    })
    .parse(body ?? {})
}

type Read =
  | { readonly ok: true; readonly wanted: NewPreferences }
  | { readonly ok: false; readonly errors: PreferencesForm['errors'] }

/** What was typed as preferences, or what is wrong with each field. */
export async function readPreferences(
  deps: Pick<ApiDeps, 'db' | 'now' | 'topics' | 'views'> & Pick<Words, 'say'>,
  typed: PreferencesTyped,
  body: unknown,
): Promise<Read> {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(body)
  const parsed = preferencesSchema(
    new Set(deps.topics.map((topic) => topic.slug)),
    loadCategoryIds(),
  ).safeParse({
    ...fields,
    topics: typed.topics,
    categories: typed.categories,
    keywords: splitKeywords(typed.keywords),
    authors: splitAuthors(typed.authors),
  })
  const pause = readPause(typed, deps.now())
  const errors = {
    ...(parsed.success ? await findFruitless(deps, parsed.data) : fieldErrors(parsed.error)),
    ...('error' in pause ? { pausedUntil: pause.error } : {}),
  }
  if (!parsed.success || 'error' in pause || Object.keys(errors).length > 0) return { ok: false, errors }
  const { id: locale } = deps.views.languages.wordsOf(typed.locale)
  const { alsoTrending } = typed
  const wanted = { preferences: parsed.data, pausedUntil: pause.until, alsoTrending, locale, source: 'page' }
  return { ok: true, wanted }
}

async function findFruitless(
  { db, say }: Pick<ApiDeps, 'db'> & Pick<Words, 'say'>,
  { keywords }: Preferences,
) {
  const [fruitless] = keywords.length > 0 ? await listFruitlessKeywords(db, keywords) : []
  if (fruitless === undefined) return {}
  return { keywords: say('keyword-fruitless', { keyword: fruitless }) }
}

function readPause(
  { pausedUntil, timezone }: PreferencesTyped,
  now: Date,
): { until: Date | null } | { error: string } {
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
