import type {
  FieldErrors,
  Frequency,
  HiddenField,
  Moment,
  PreferencesForm,
  Schedule,
  SignupForm,
  TopicOption,
} from './view-forms.ts'

export type {
  CategoryGroup,
  FieldErrors,
  Frequency,
  Moment,
  PreferencesForm,
  Schedule,
  SignupForm,
  TopicOption,
  Zone,
  ZoneGroup,
} from './view-forms.ts'

/** A calendar day, `2026-11-24`. */
type IsoDay = string

export type Link = { readonly label: string; readonly href: string }
export type FeedLink = Link & { readonly type: 'application/atom+xml' | 'application/feed+json' }

export type LanguageChoice = Choice & { readonly lang: string }

/** What every page shows around its content. */
export type Site = {
  /** BCP 47, for `<html lang>`; the page is written in it. */
  readonly lang: string
  /** The same page in each language; none where only a form leads to the page. */
  readonly languages?: readonly LanguageChoice[] | undefined
  /** True when the address chose the language: the page's links then keep it. */
  readonly keepsLang?: boolean | undefined
  readonly today: IsoDay
  /** Shown in the masthead where the page is the front page of an edition. */
  readonly edition?: { readonly cadence: Frequency; readonly number: number } | undefined
  readonly feeds: readonly FeedLink[]
  /** Public pages only: the one absolute address under which search engines and links shall know the page. */
  readonly canonicalUrl?: string | undefined
  /** Footer links: papers, privacy, source code. */
  readonly links: readonly Link[]
}

/** What the next digest would hold. `hadOneAlready`: the current edition went out, so this is what is left for the next. */
export type PreferencesPreview = {
  readonly papers: readonly PaperItem[]
  readonly also: readonly PaperItem[]
  readonly hadOneAlready: boolean
}

/** What was learnt from a reader's presses, in names, the strongest first. */
type Taste = { readonly more: readonly string[]; readonly less: readonly string[]; readonly verdicts: number }

/** One paper in a list. */
export type PaperItem = {
  readonly title: string
  /** http(s) or a path of this site; anything else leaves the title unlinked. */
  readonly href: string
  readonly authors: readonly string[]
  readonly abstract: string
  /** Why it is here, as a clause: `because you follow Tokenization`. Topics by their English names; none is everything. */
  readonly why?:
    | string
    | { readonly trendingIn: readonly string[] }
    | { readonly follows: readonly string[] }
    | undefined
  readonly upvotes?: number | undefined
  readonly codeUrl?: string | undefined
  readonly publishedOn?: IsoDay | undefined
  readonly note?: { readonly text: string; readonly by: string } | undefined
}

type PaperDetail = PaperItem & {
  readonly links: readonly Link[]
  /** Sentences or clauses, the strongest first. */
  readonly whyTrending: readonly string[]
  /** `because`: the words of the paper that put it under the topic. */
  readonly topics: readonly (Link & { readonly because: readonly string[] })[]
  readonly categories: readonly string[]
  /** Taken back by its authors or its server. */
  readonly withdrawn?: boolean | undefined
  readonly similar?: readonly PaperItem[] | undefined
}

type Choice = Link & { readonly current: boolean }
type PaperList = {
  readonly heading: string
  readonly intro?: string | undefined
  readonly papers: readonly PaperItem[]
  readonly topics: readonly Choice[]
  readonly sorts: readonly Choice[]
  readonly search?: SearchForm | undefined
  readonly spelling?: Spelling | undefined
  /** Ways out where nothing was found, the nearest first. */
  readonly wider?: readonly Link[] | undefined
  readonly previousUrl?: string | undefined
  readonly nextUrl?: string | undefined
}

type SearchForm = {
  readonly query: string
  readonly topic: string
  readonly date: string
  readonly topics: readonly TopicOption[]
  /** The order and the period, kept while the words change. */
  readonly hidden: readonly HiddenField[]
}

/** What was typed, and the same words mended: searched for instead (`isUsed`), or offered. */
type Spelling = {
  readonly typed: string
  readonly mended: string
  readonly isUsed: boolean
  readonly href: string
}

type EditionName = { readonly cadence: Frequency; readonly date: IsoDay; readonly number: number }
type EditionItem = EditionName & {
  readonly href: string
  readonly leadTitle: string
  readonly paperCount: number
}
type EditionContent = EditionName & {
  readonly paperCount: number
  /** Papers read for its readers in the period, chosen or not. */
  readonly readCount: number
  readonly sourcesLine?: string | undefined
}

type Unsubscribing = {
  readonly action: string
  readonly maskedEmail: string
  readonly preferencesUrl: string
}

/** `waitMinutes`: how long the mail waits when many sign up at once; absent or 0 in quiet times. */
type Sent = { readonly maskedEmail: string; readonly waitMinutes?: number | undefined }

export type PrivacyForm = {
  readonly values: { readonly email: string }
  readonly errors: FieldErrors<'email'>
}
/** The settings in force, for the page that tells them. */
export type PrivacyFacts = {
  readonly postalAddress: string
  /** A mail address or an http(s) address. */
  readonly contact?: string | undefined
  readonly sources: readonly string[]
  readonly signupDays: number
  readonly confirmationDays: number
  readonly linkMinutes: number
}

/** What stands beside the sign-up form. */
export type PapersBeside = {
  readonly papers: readonly PaperItem[]
  /** The topics they were chosen by, in English; absent until a reader chose. Empty means everything trending. */
  readonly chosenTopics?: readonly string[] | undefined
  readonly papersUrl?: string | undefined
}

/** What each page needs beside `site`. A page's name is its template's name. */
type PageContent = {
  home: PapersBeside & { readonly form: SignupForm }
  'check-inbox': Sent
  embed: { readonly form: SignupForm; readonly topicNames: readonly string[] }
  'embed-sent': Sent
  'embed-code': { readonly publicUrl: string; readonly origins: readonly string[] }
  privacy: PrivacyFacts & { readonly form: PrivacyForm }
  'privacy-sent': { readonly maskedEmail: string; readonly linkMinutes: number }
  'privacy-expired': object
  'export-ready': { readonly action: string; readonly maskedEmail: string }
  'erase-ready': { readonly action: string; readonly maskedEmail: string }
  erased: object
  confirm: { readonly action: string; readonly topicNames: readonly string[]; readonly schedule: Schedule }
  /** The first edition is sent at once; `nextEdition` is when the one after it comes. */
  confirmed: {
    readonly nextEdition: Moment
    readonly topicNames: readonly string[]
    readonly preferencesUrl?: string | undefined
  }
  'confirm-expired': { readonly problem: 'expired' | 'invalid' }
  preferences: {
    readonly form: PreferencesForm
    readonly status: 'active' | 'paused' | 'unsubscribed'
    readonly pausedUntil?: Moment | undefined
    readonly saved: boolean
    readonly forgotten?: boolean | undefined
    readonly preview?: PreferencesPreview | undefined
    readonly taste?: Taste | undefined
    readonly maskedEmail: string
    readonly unsubscribeUrl: string
    readonly nextEdition?: Moment | undefined
  }
  feedback: {
    readonly action: string
    /** Of the paper. */
    readonly title: string
    /** Which of the two links was followed. */
    readonly asked?: 'more' | 'less' | undefined
    /** What the reader has said of it. */
    readonly verdict?: 'more' | 'less' | undefined
    readonly just?: 'noted' | 'undone' | undefined
    readonly preferencesUrl: string
  }
  unsubscribe: Unsubscribing
  unsubscribed: { readonly maskedEmail?: string | undefined; readonly undoUrl?: string | undefined }
  resubscribed: { readonly maskedEmail: string; readonly schedule: Schedule; readonly preferencesUrl: string }
  papers: PaperList
  paper: { readonly paper: PaperDetail }
  editions: {
    readonly cadences: readonly Choice[]
    readonly editions: readonly EditionItem[]
    readonly previousUrl?: string | undefined
    readonly nextUrl?: string | undefined
  }
  edition: {
    readonly edition: EditionContent
    readonly papers: readonly PaperItem[]
    readonly olderUrl?: string | undefined
    readonly newerUrl?: string | undefined
    readonly previousUrl?: string | undefined
    readonly nextUrl?: string | undefined
  }
  'not-found': object
  'bad-link': object
  'too-many': { readonly retryAfterSeconds?: number | undefined }
  error: { readonly reference: string }
}

export type PageName = keyof PageContent
export type PageData = { readonly [N in PageName]: PageContent[N] & { readonly site: Site } }
