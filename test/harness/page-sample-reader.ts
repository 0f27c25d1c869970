import { inner, maskedEmail, type PageSample, schedule, signup, site, token } from './page-sample-basics.ts'
import { samplePapers } from './page-sample-papers.ts'

const mistyped = {
  ...signup,
  detectTimezone: false,
  values: { ...schedule, email: 'ada@gmial.com', topics: ['tokenization'] },
  suggestion: 'ada@gmail.com',
}
const facts = {
  postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
  contact: 'ops@example.org',
  sources: ['Hugging Face', 'arXiv'],
  signupDays: 7,
  confirmationDays: 3,
  linkMinutes: 30,
}

/** What a person sees who signs up elsewhere, is asked something, or wants to know what is kept of them. */
export const readerSamples: readonly PageSample[] = [
  {
    name: 'home',
    variant: 'question',
    data: { site, form: mistyped, papers: samplePapers, papersUrl: '/papers' },
  },
  { name: 'check-inbox', variant: 'wait', data: { site: inner, maskedEmail, waitMinutes: 12 } },
  { name: 'embed', variant: 'everything', data: { site: inner, form: signup, topicNames: [] } },
  {
    name: 'embed',
    variant: 'question',
    data: { site: inner, form: mistyped, topicNames: ['Tokenization', 'Visual & temporal grounding'] },
  },
  { name: 'embed-sent', variant: 'wait', data: { site: inner, maskedEmail, waitMinutes: 12 } },
  {
    name: 'embed-code',
    variant: 'sites',
    data: {
      site: inner,
      publicUrl: 'https://papers.example.org',
      origins: ['https://lab.example', 'https://www.lab.example'],
    },
  },
  {
    name: 'embed-code',
    variant: 'none',
    data: { site: inner, publicUrl: 'https://papers.example.org', origins: [] },
  },
  {
    name: 'privacy',
    variant: 'plain',
    data: { site: inner, ...facts, form: { values: { email: '' }, errors: {} } },
  },
  {
    name: 'privacy',
    variant: 'error',
    data: {
      site: inner,
      ...facts,
      contact: 'https://example.org/contact',
      sources: [],
      form: {
        values: { email: 'ada@' },
        errors: { email: 'Enter a whole email address, such as name@example.org.' },
      },
    },
  },
  { name: 'privacy-sent', variant: 'plain', data: { site: inner, maskedEmail, linkMinutes: 30 } },
  { name: 'privacy-expired', variant: 'plain', data: { site: inner } },
  {
    name: 'export-ready',
    variant: 'plain',
    data: { site: inner, action: `/export/${token}`, maskedEmail },
  },
  { name: 'erase-ready', variant: 'plain', data: { site: inner, action: `/erase/${token}`, maskedEmail } },
  { name: 'erased', variant: 'plain', data: { site: inner } },
]
