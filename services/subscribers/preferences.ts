import { z } from 'zod'

export const frequencies = ['daily', 'weekly', 'monthly'] as const
export type Frequency = (typeof frequencies)[number]

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

const sortedList = (item: z.ZodString, what: string, most: number) =>
  z
    .union([z.array(item), item.transform((one) => [one])], { error: `Send ${what} as a list.` })
    .optional()
    .transform((items) => [...new Set(items ?? [])].sort())
    .refine((items) => items.length <= most, { error: `Choose at most ${most} ${what}.` })

const optionalNumber = <Fallback extends number | null>(range: {
  low: number
  high: number
  message: string
  fallback: Fallback
}) =>
  z
    .preprocess(
      (value) => (value === '' ? undefined : value),
      z.coerce
        .number({ error: range.message })
        .int(range.message)
        .min(range.low, range.message)
        .max(range.high, range.message)
        .optional(),
    )
    .transform((value) => value ?? range.fallback)

/**
 * The schema of preferences from a form or JSON: a repeated field may come once, numbers as text, absent fields get
 * their defaults. `topics` are the slugs that exist.
 */
export function preferencesSchema(topics: ReadonlySet<string>) {
  return z.object({
    topics: sortedList(z.string(), 'topics', topics.size).refine(
      (slugs) => slugs.every((slug) => topics.has(slug)),
      {
        error: 'One of these topics does not exist. Choose from the list at /api/v1/topics.',
      },
    ),
    categories: sortedList(
      z.string().regex(/^[a-z-]{2,12}(\.[A-Za-z-]{2,20})?$/, 'Use arXiv categories such as cs.CL.'),
      'categories',
      30,
    ),
    keywords: sortedList(
      z
        .string()
        .trim()
        .min(2, 'A keyword has at least 2 letters.')
        .max(100, 'A keyword has at most 100 letters.'),
      'keywords',
      20,
    ),
    authors: sortedList(
      z
        .string()
        .trim()
        .min(2, 'An author has at least 2 letters.')
        .max(100, 'An author has at most 100 letters.'),
      'authors',
      50,
    ),
    frequency: z.enum(frequencies, { error: 'Choose daily, weekly or monthly.' }).default('daily'),
    hour: optionalNumber({ low: 0, high: 23, message: 'Choose an hour from 0 to 23.', fallback: 7 }),
    weekday: optionalNumber({
      low: 1,
      high: 7,
      message: 'Choose a day from 1 (Monday) to 7 (Sunday).',
      fallback: 1,
    }),
    timezone: z
      .string()
      .default('UTC')
      .refine(isTimeZone, { error: 'Choose a time zone such as Europe/Berlin.' }),
    maxPapers: optionalNumber({
      low: 1,
      high: 50,
      message: 'Choose between 1 and 50 papers.',
      fallback: null,
    }),
  })
}

/** True for an IANA zone that this machine knows. */
export function isTimeZone(name: string): boolean {
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
