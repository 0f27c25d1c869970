import type { PageData, PageName } from './view-data.ts'
import { excerpt } from './view-excerpt.ts'
import { cadenceName, counted, dayInWords } from './view-words.ts'

export type PageMeta<N extends PageName> = {
  /** The document title, without the publication's name. */
  readonly title: (data: PageData[N]) => string
  readonly description?: string | ((data: PageData[N]) => string)
  /**
   * A page reached by a signed link, or one that answers an error: not indexed, and no address of it sent onward as a
   * referrer, because the path holds the token.
   */
  readonly isPrivate: boolean
}

/** What the layout must know of each page; the type makes a page without an entry a compile error. */
export const pageMeta: { readonly [N in PageName]: PageMeta<N> } = {
  home: {
    title: ({ form }) => titleOfForm('Get trending papers in your email inbox', form.errors),
    description: 'The trending research papers of your topics, by mail, at the hour you choose.',
    isPrivate: false,
  },
  papers: {
    title: (data) => data.heading,
    description: ({ intro }) => intro ?? 'Trending research papers, with why each of them is here.',
    isPrivate: false,
  },
  paper: {
    title: ({ paper }) => paper.title,
    description: ({ paper }) => excerpt(paper.abstract),
    isPrivate: false,
  },
  editions: {
    title: () => 'Editions',
    description: 'Every daily, weekly and monthly edition, as it was mailed.',
    isPrivate: false,
  },
  edition: {
    title: ({ edition }) => `${cadenceName(edition.cadence)} edition of ${dayInWords(edition.date)}`,
    description: ({ edition, papers }) => editionInWords(edition.paperCount, papers[0]?.title),
    isPrivate: false,
  },
  'check-inbox': { title: () => 'Look in your inbox', isPrivate: true },
  embed: { title: ({ form }) => titleOfForm('Subscribe', form.errors), isPrivate: true },
  'embed-sent': { title: () => 'Look in your inbox', isPrivate: true },
  'embed-code': {
    title: () => 'The form on your own site',
    description: 'Three ways to put the sign-up form on a page of your own.',
    isPrivate: false,
  },
  privacy: {
    title: ({ form }) => titleOfForm('Privacy', form.errors),
    description: 'What is kept of a reader here, why and how long, and how to have it sent or erased.',
    isPrivate: false,
  },
  'privacy-sent': { title: () => 'Look in your inbox', isPrivate: true },
  'privacy-expired': { title: () => 'This link no longer works', isPrivate: true },
  'export-ready': { title: () => 'Your data', isPrivate: true },
  'erase-ready': { title: () => 'Erase your data', isPrivate: true },
  erased: { title: () => 'Your data is erased', isPrivate: true },
  confirm: { title: () => 'Confirm your subscription', isPrivate: true },
  confirmed: { title: () => 'You are subscribed', isPrivate: true },
  'confirm-expired': { title: () => 'This link no longer works', isPrivate: true },
  preferences: {
    title: ({ form, preview }) =>
      preview ? 'Preview of your next digest' : titleOfForm('Your preferences', form.errors),
    isPrivate: true,
  },
  feedback: { title: () => 'More or less like this', isPrivate: true },
  unsubscribe: { title: () => 'Unsubscribe', isPrivate: true },
  unsubscribed: { title: () => 'You are unsubscribed', isPrivate: true },
  resubscribed: { title: () => 'You are subscribed again', isPrivate: true },
  'not-found': { title: () => 'Page not found', isPrivate: true },
  'bad-link': { title: () => 'This link does not work', isPrivate: true },
  'too-many': { title: () => 'Too many requests', isPrivate: true },
  error: { title: () => 'Something went wrong', isPrivate: true },
}

function editionInWords(paperCount: number, leadTitle: string | undefined): string {
  if (leadTitle === undefined) return 'An edition without papers.'
  return paperCount > 1 ? `${leadTitle}, and ${counted(paperCount - 1, 'more paper')}.` : `${leadTitle}.`
}

/** The title is the first thing a screen reader says after a form comes back, so it says that something is wrong. */
function titleOfForm(title: string, errors: object): string {
  return Object.values(errors).some(Boolean) ? `Error: ${title}` : title
}
