import type { PageData, PageName } from '../../services/api/view-data.ts'
import {
  firstEdition,
  inner,
  maskedEmail,
  type PageSample,
  schedule,
  signup,
  site,
  token,
} from './page-sample-basics.ts'
import { samplePapers } from './page-sample-papers.ts'
import { preferencesSamples } from './page-sample-preferences.ts'
import { publicSamples } from './page-sample-public.ts'
import { readerSamples } from './page-sample-reader.ts'

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
  ...preferencesSamples,
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

/** The same page as it is shown in another language. */
export function inLanguage<S extends PageSample>(sample: S, lang: string): S {
  return { ...sample, data: { ...sample.data, site: { ...sample.data.site, lang } } }
}
