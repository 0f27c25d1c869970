import { z } from 'zod'
import { oneLine } from '../platform/mail/one-line.ts'
import { plainQuotes } from '../platform/plain-quotes.ts'

export const frequencies = ['daily', 'weekly', 'monthly'] as const
export type Frequency = (typeof frequencies)[number]

/** The language a mail's frame is written in, by its BCP 47 tag; papers stay in their own. One that is gone reads as English. */
export type Locale = string

/** What a reader wants and when. Lists are sorted and without repeats; all of them empty means everything trending. */
export type Preferences = {
  readonly topics: readonly string[]
  readonly categories: readonly string[]
  readonly keywords: readonly string[]
  readonly authors: readonly string[]
  readonly frequency: Frequency
  readonly hour: number
  /** ISO weekday of weekly editions: 1 = Monday. */
  readonly weekday: number
  readonly timezone: string
  readonly maxPapers: number | null
}

const unknownZone = 'Choose a time zone such as Europe/Berlin.'

// What a form sends for a field that was left alone, and JSON for "no opinion".
const isBlank = (value: unknown) => value === undefined || value === null || value === ''

const absentWhenBlank = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isBlank(value) ? undefined : value), schema)

const sortedList = (item: z.ZodType<string>, what: string, most: number) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]).filter((one) => !isBlank(one)),
    z
      .array(item)
      .transform((items) => [...new Set(items)].sort())
      .refine((items) => items.length <= most, { error: `Choose at most ${most} ${what}.` }),
  )

/** One line of a person's words; a database takes neither NUL nor half a surrogate pair. */
const words = (what: string) =>
  z
    .string({ error: `Send ${what}s as text.` })
    .transform((text) => plainQuotes(oneLine(text)))
    .pipe(
      z
        .string()
        .min(2, `${what === 'author' ? 'An' : 'A'} ${what} has at least 2 letters.`)
        .max(100, `${what === 'author' ? 'An' : 'A'} ${what} has at most 100 letters.`),
    )

const optionalNumber = <Fallback extends number | null>(range: {
  low: number
  high: number
  message: string
  fallback: Fallback
}) =>
  absentWhenBlank(
    z
      .union(
        [
          z.number(),
          z
            .string()
            .regex(/^\s*\d+\s*$/)
            .transform(Number),
        ],
        { error: range.message },
      )
      .refine((value) => Number.isInteger(value) && value >= range.low && value <= range.high, range.message)
      .optional(),
  ).transform((value) => value ?? range.fallback)

/**
 * The schema of preferences from a form or JSON: a repeated field may come once, numbers as text, absent fields get
 * their defaults. `topics` are the slugs that exist, `knownCategories` the categories; without them only the form counts.
 */
export function preferencesSchema(topics: ReadonlySet<string>, knownCategories?: ReadonlySet<string>) {
  return z.object({
    topics: sortedList(
      z.string({ error: 'Send topics as text.' }).refine((slug) => topics.has(slug), {
        error: 'One of these topics does not exist. Choose from the list at /api/v1/topics.',
      }),
      'topics',
      topics.size,
    ),
    categories: sortedList(
      z
        .string({ error: 'Send categories as text.' })
        .regex(/^[a-z-]{2,12}(\.[A-Za-z-]{2,20})?$/, 'Use arXiv categories such as cs.CL.')
        .refine((category) => knownCategories?.has(category) ?? true, {
          error: 'One of these categories does not exist. Choose from the list at /api/v1/categories.',
        }),
      'categories',
      30,
    ),
    keywords: sortedList(words('keyword'), 'keywords', 20),
    authors: sortedList(words('author'), 'authors', 50),
    frequency: absentWhenBlank(
      z.enum(frequencies, { error: 'Choose daily, weekly or monthly.' }).default('daily'),
    ),
    hour: optionalNumber({ low: 0, high: 23, message: 'Choose an hour from 0 to 23.', fallback: 7 }),
    weekday: optionalNumber({
      low: 1,
      high: 7,
      message: 'Choose a day from 1 (Monday) to 7 (Sunday).',
      fallback: 1,
    }),
    timezone: absentWhenBlank(
      z.string({ error: unknownZone }).refine(isTimeZone, { error: unknownZone }).default('UTC'),
    ),
    maxPapers: optionalNumber({
      low: 1,
      high: 50,
      message: 'Choose between 1 and 50 papers.',
      fallback: null,
    }),
  })
}

// To ask Intl about a name takes longer than all the rest of a sign-up's checks.
const listedZones = new Set(Intl.supportedValuesOf('timeZone'))

/** True for an IANA zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  if (listedZones.has(name)) return true
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return false
  }
}

/** The first complaint about each field, for the form. */
export function fieldErrors(error: z.ZodError): Record<string, string> {
  const entries = error.issues.map((issue) => [String(issue.path[0] ?? 'form'), issue.message] as const)
  return Object.fromEntries(entries.reverse())
}

/** Preferences as stored with a sign-up: already checked when they came in. */
export const preferencesShape = z.object({
  topics: z.array(z.string()),
  categories: z.array(z.string()),
  keywords: z.array(z.string()),
  authors: z.array(z.string()),
  frequency: z.enum(frequencies),
  hour: z.number(),
  weekday: z.number(),
  timezone: z.string(),
  maxPapers: z.number().nullable(),
})
