import type { PageData, PageName, PreferencesForm } from '../../services/api/view-data.ts'
import {
  firstEdition,
  inner,
  lists,
  maskedEmail,
  type PageSample,
  schedule,
  signup,
  site,
  token,
} from './page-sample-basics.ts'
import { samplePapers } from './page-sample-papers.ts'
import { publicSamples } from './page-sample-public.ts'
import { readerSamples } from './page-sample-reader.ts'

const preferences: PreferencesForm = {
  ...lists,
  action: `/preferences/${token}`,
  values: {
    ...schedule,
    frequency: 'weekly',
    weekday: 1,
    topics: ['tokenization', 'grounding'],
    pausedUntil: '',
    maxPapers: '10',
  },
  maxPapersLimit: 30,
  errors: {},
}
const preferencesPage = {
  site: inner,
  status: 'active',
  saved: false,
  maskedEmail,
  unsubscribeUrl: `/unsubscribe/${token}`,
} as const

/** Every page at least once, with the data of a plain day and of a bad one. */
export const pageSamples: readonly PageSample[] = [
  {
    name: 'home',
    variant: 'first',
    data: { site, form: signup, papers: samplePapers, papersUrl: '/papers' },
  },
  {
    name: 'home',
    variant: 'errors',
    data: {
      site,
      papers: samplePapers,
      form: {
        ...signup,
        detectTimezone: false,
        values: { ...schedule, email: 'ada@example', topics: ['tokenization', 'grounding', 'agents'] },
        errors: {
          email: 'This address lacks the part after the dot, as in name@example.org. Please complete it.',
          frequency: 'Choose daily, weekly or monthly.',
          timezone: 'This time zone is not known. Choose one from the list.',
        },
      },
    },
  },
  { name: 'home', variant: 'empty', data: { site: inner, form: signup, papers: [] } },
  { name: 'check-inbox', variant: 'plain', data: { site: inner, maskedEmail } },
  {
    name: 'confirm',
    variant: 'plain',
    data: {
      site: inner,
      action: `/confirm/${token}`,
      topicNames: ['Tokenization', 'Visual & temporal grounding', 'Agents & tool use'],
      schedule,
    },
  },
  {
    name: 'confirm',
    variant: 'everything',
    data: { site: inner, action: `/confirm/${token}`, topicNames: [], schedule },
  },
  {
    name: 'confirmed',
    variant: 'plain',
    data: {
      site: inner,
      nextEdition: firstEdition,
      topicNames: ['Tokenization', 'Agents & tool use'],
      preferencesUrl: `/preferences/${token}`,
    },
  },
  { name: 'confirm-expired', variant: 'expired', data: { site: inner, problem: 'expired' } },
  { name: 'confirm-expired', variant: 'invalid', data: { site: inner, problem: 'invalid' } },
  {
    name: 'preferences',
    variant: 'saved',
    data: { ...preferencesPage, form: preferences, saved: true, nextEdition: firstEdition },
  },
  {
    name: 'preferences',
    variant: 'errors',
    data: {
      ...preferencesPage,
      form: {
        ...preferences,
        values: { ...preferences.values, pausedUntil: '2020-01-01', maxPapers: '900' },
        errors: { maxPapers: 'Choose a number from 1 to 30.', pausedUntil: 'Choose a day after today.' },
      },
    },
  },
  {
    name: 'preferences',
    variant: 'paused',
    data: {
      ...preferencesPage,
      status: 'paused',
      form: {
        ...preferences,
        values: { ...preferences.values, frequency: 'daily', pausedUntil: '2026-12-01' },
      },
    },
  },
  {
    name: 'preferences',
    variant: 'unsubscribed',
    data: { ...preferencesPage, status: 'unsubscribed', form: preferences },
  },
  {
    name: 'unsubscribe',
    variant: 'plain',
    data: {
      site: inner,
      action: `/unsubscribe/${token}`,
      maskedEmail,
      preferencesUrl: `/preferences/${token}`,
    },
  },
  {
    name: 'unsubscribed',
    variant: 'plain',
    data: { site: inner, maskedEmail, undoUrl: `/unsubscribe/${token}/undo` },
  },
  {
    name: 'resubscribed',
    variant: 'plain',
    data: { site: inner, maskedEmail, schedule, preferencesUrl: `/preferences/${token}` },
  },
  ...publicSamples,
  ...readerSamples,
  { name: 'not-found', variant: 'plain', data: { site: inner } },
  { name: 'bad-link', variant: 'plain', data: { site: inner } },
  { name: 'too-many', variant: 'plain', data: { site: inner, retryAfterSeconds: 90 } },
  { name: 'error', variant: 'plain', data: { site: inner, reference: '01JDK4Q7' } },
]

/** Renders a sample; a switch-free way to keep a page's name and data together for the compiler. */
export function renderSample(
  render: <N extends PageName>(name: N, data: PageData[N]) => string,
  sample: PageSample,
): string {
  return render<PageName>(sample.name, sample.data)
}
