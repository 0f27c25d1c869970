import type { Words } from '../platform/locales/words.ts'
import type { PageData, PageName } from './view-data.ts'
import { excerpt } from './view-excerpt.ts'
import type { ViewWords } from './view-words.ts'

export type PageMeta<N extends PageName> = {
  /** The document title, without the publication's name. */
  readonly title: (data: PageData[N], language: Language) => string
  readonly description?: (data: PageData[N], language: Language) => string
  /**
   * A page reached by a signed link, or one that answers an error: not indexed, and no address of it sent onward as a
   * referrer, because the path holds the token.
   */
  readonly isPrivate: boolean
}

type Language = Pick<Words, 'say'> & Pick<ViewWords, 'dayInWords' | 'topic'>

/** What the layout must know of each page; the type makes a page without an entry a compile error. */
export const pageMeta: { readonly [N in PageName]: PageMeta<N> } = {
  home: {
    title: ({ form }, { say }) => titleOfForm(say, say('home-title'), form.errors),
    description: (_, { say }) => say('home-description'),
    isPrivate: false,
  },
  papers: {
    title: (data) => data.heading,
    description: ({ intro }, { say }) => intro ?? say('papers-description'),
    isPrivate: false,
  },
  paper: {
    title: ({ paper }) => paper.title,
    description: ({ paper }) => excerpt(paper.abstract),
    isPrivate: false,
  },
  editions: {
    title: (_, { say }) => say('editions-title'),
    description: (_, { say }) => say('editions-description'),
    isPrivate: false,
  },
  edition: {
    title: ({ edition }, { say, dayInWords }) =>
      say('edition-heading', { cadence: edition.cadence, day: dayInWords(edition.date) }),
    description: ({ edition, papers }, { say }) => editionInWords(say, edition.paperCount, papers[0]?.title),
    isPrivate: false,
  },
  'check-inbox': { title: (_, { say }) => say('inbox-title'), isPrivate: true },
  embed: { title: ({ form }, { say }) => titleOfForm(say, say('subscribe'), form.errors), isPrivate: true },
  'embed-sent': { title: (_, { say }) => say('inbox-title'), isPrivate: true },
  'embed-code': {
    title: (_, { say }) => say('embed-code-title'),
    description: (_, { say }) => say('embed-code-description'),
    isPrivate: false,
  },
  privacy: {
    title: ({ form }, { say }) => titleOfForm(say, say('privacy-title'), form.errors),
    description: (_, { say }) => say('privacy-description'),
    isPrivate: false,
  },
  'privacy-sent': { title: (_, { say }) => say('inbox-title'), isPrivate: true },
  'privacy-expired': { title: (_, { say }) => say('link-ended-title'), isPrivate: true },
  'export-ready': { title: (_, { say }) => say('export-title'), isPrivate: true },
  'erase-ready': { title: (_, { say }) => say('erase-title'), isPrivate: true },
  erased: { title: (_, { say }) => say('erased-title'), isPrivate: true },
  confirm: { title: (_, { say }) => say('confirm-title'), isPrivate: true },
  confirmed: { title: (_, { say }) => say('confirmed-title'), isPrivate: true },
  'confirm-expired': { title: (_, { say }) => say('link-ended-title'), isPrivate: true },
  preferences: {
    title: ({ form, preview }, { say }) =>
      preview ? say('preferences-preview-title') : titleOfForm(say, say('preferences-title'), form.errors),
    isPrivate: true,
  },
  feedback: { title: (_, { say }) => say('feedback-title'), isPrivate: true },
  unsubscribe: { title: (_, { say }) => say('unsubscribe'), isPrivate: true },
  unsubscribed: { title: (_, { say }) => say('unsubscribed-title'), isPrivate: true },
  resubscribed: { title: (_, { say }) => say('resubscribed-title'), isPrivate: true },
  'not-found': { title: (_, { say }) => say('not-found-title'), isPrivate: true },
  'bad-link': { title: (_, { say }) => say('bad-link-title'), isPrivate: true },
  'too-many': { title: (_, { say }) => say('too-many-title'), isPrivate: true },
  error: { title: (_, { say }) => say('fault-title'), isPrivate: true },
}

function editionInWords(say: Words['say'], paperCount: number, leadTitle: string | undefined): string {
  if (leadTitle === undefined) return say('edition-empty-description')
  return paperCount > 1
    ? `${leadTitle}, ${say('and-more-papers', { count: paperCount - 1 })}.`
    : `${leadTitle}.`
}

/** The title is the first thing a screen reader says after a form comes back, so it says that something is wrong. */
function titleOfForm(say: Words['say'], title: string, errors: object): string {
  return Object.values(errors).some(Boolean) ? say('error-title', { title }) : title
}
