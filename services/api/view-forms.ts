/** How often a reader gets mail. */
export type Frequency = 'daily' | 'weekly' | 'monthly'

export type TopicOption = { readonly slug: string; readonly name: string; readonly group: string }
export type ZoneGroup = { readonly region: string; readonly zones: readonly Zone[] }
/** `id` is the IANA name, `label` the part after the region, for people. */
export type Zone = { readonly id: string; readonly label: string }

/** An instant and the zone in which the reader reads it. */
export type Moment = { readonly at: Date; readonly timezone: string }

export type Schedule = {
  readonly frequency: Frequency
  /** ISO: 1 is Monday, 7 is Sunday. Counts for weekly only. */
  readonly weekday?: number | undefined
  /** 0 to 23, on the clock of `timezone`. */
  readonly hour: number
  readonly timezone: string
}

/** Messages by field name; `form` is a problem that belongs to no field. */
export type FieldErrors<Field extends string> = { readonly [F in Field | 'form']?: string | undefined }
/** Extra fields a route needs back (a form time, a challenge). */
export type HiddenField = { readonly name: string; readonly value: string }

type ChoiceLists = {
  readonly topics: readonly TopicOption[]
  readonly timezones: readonly ZoneGroup[]
}

type SignupField = 'email' | 'topics' | 'frequency' | 'hour' | 'timezone'
export type SignupForm = ChoiceLists & {
  readonly values: Schedule & { readonly email: string; readonly topics: readonly string[] }
  readonly errors: FieldErrors<SignupField>
  /** True on the first showing: the browser's zone may replace the preselected one. False once a person has sent the form. */
  readonly detectTimezone: boolean
  /** The address a person may have meant: asked about, with both choices. */
  readonly suggestion?: string | undefined
  readonly hidden?: readonly HiddenField[] | undefined
}

type PreferencesField =
  | 'topics'
  | 'categories'
  | 'keywords'
  | 'authors'
  | 'frequency'
  | 'weekday'
  | 'hour'
  | 'timezone'
  | 'pausedUntil'
  | 'maxPapers'
export type CategoryGroup = {
  readonly name: string
  readonly categories: readonly { readonly id: string; readonly name: string }[]
}
export type PreferencesForm = ChoiceLists & {
  readonly action: string
  readonly categoryGroups: readonly CategoryGroup[]
  readonly locales: readonly { readonly id: string; readonly name: string }[]
  /** Numbers, dates and lists of words are text, so that what a person typed comes back to them as typed. */
  readonly values: Schedule & {
    readonly topics: readonly string[]
    readonly categories: readonly string[]
    readonly keywords: string
    readonly authors: string
    readonly pausedUntil: string
    readonly maxPapers: string
    readonly alsoTrending: boolean
    readonly locale: string
  }
  readonly maxPapersLimit: number
  readonly errors: FieldErrors<PreferencesField>
  readonly hidden?: readonly HiddenField[] | undefined
}
