import type { PreferencesForm } from '../../services/api/view-data.ts'
import categories from '../../services/papers/data/arxiv-categories.json' with { type: 'json' }
import {
  firstEdition,
  inner,
  lists,
  maskedEmail,
  type PageSample,
  schedule,
  token,
} from './page-sample-basics.ts'
import { samplePapers } from './page-sample-papers.ts'

const groups = [...new Set(categories.map(({ group }) => group))]

const preferences: PreferencesForm = {
  ...lists,
  action: `/preferences/${token}`,
  categoryGroups: groups.map((name) => ({
    name,
    categories: categories.filter(({ group }) => group === name),
  })),
  locales: [
    { id: 'en', name: 'English' },
    { id: 'de', name: 'Deutsch' },
    { id: 'fr', name: 'Français' },
  ],
  values: {
    ...schedule,
    frequency: 'weekly',
    weekday: 1,
    topics: ['tokenization', 'grounding'],
    categories: ['cs.CL', 'eess.AS'],
    keywords: '"byte pair"\nspeech -music',
    authors: 'Emmy Noether',
    pausedUntil: '',
    maxPapers: '10',
    alsoTrending: true,
    locale: 'en',
  },
  maxPapersLimit: 30,
  errors: {},
}

const page = {
  site: inner,
  status: 'active',
  saved: false,
  maskedEmail,
  unsubscribeUrl: `/unsubscribe/${token}`,
  taste: { more: ['Grounding', 'maps', 'Ada Brandt'], less: ['Evaluation & benchmarks'], verdicts: 7 },
} as const

const feedback = {
  site: inner,
  action: `/feedback/${token}`,
  title: samplePapers[0]?.title ?? '',
  preferencesUrl: `/preferences/${token}`,
} as const

const items = samplePapers.map((paper) => ({ ...paper, href: '', abstract: '' }))

/** The preference centre in its states, and the page behind the links under a paper. */
export const preferencesSamples: readonly PageSample[] = [
  {
    name: 'preferences',
    variant: 'saved',
    data: { ...page, form: preferences, saved: true, nextEdition: firstEdition },
  },
  {
    name: 'preferences',
    variant: 'errors',
    data: {
      ...page,
      taste: undefined,
      form: {
        ...preferences,
        values: {
          ...preferences.values,
          keywords: '-survey',
          authors: 'X',
          pausedUntil: '2020-01-01',
          maxPapers: '900',
        },
        errors: {
          categories: 'Choose at most 30 categories.',
          keywords: '“-survey” finds nothing by itself. Add a word to look for on the same line.',
          authors: 'An author has at least 2 letters.',
          maxPapers: 'Choose a number from 1 to 30.',
          pausedUntil: 'Choose a day after today.',
        },
      },
    },
  },
  {
    name: 'preferences',
    variant: 'preview',
    data: {
      ...page,
      form: preferences,
      nextEdition: firstEdition,
      preview: { papers: items.slice(0, 3), also: items.slice(3, 4), hadOneAlready: false },
    },
  },
  {
    name: 'preferences',
    variant: 'preview-empty',
    data: { ...page, form: preferences, preview: { papers: [], also: [], hadOneAlready: false } },
  },
  {
    name: 'preferences',
    variant: 'paused',
    data: {
      ...page,
      status: 'paused',
      forgotten: true,
      pausedUntil: { at: new Date('2026-11-30T23:00:00Z'), timezone: 'Europe/Berlin' },
      form: {
        ...preferences,
        values: { ...preferences.values, frequency: 'daily', pausedUntil: '2026-12-01' },
      },
    },
  },
  {
    name: 'preferences',
    variant: 'unsubscribed',
    data: { ...page, status: 'unsubscribed', form: preferences },
  },
  { name: 'feedback', variant: 'any', data: feedback },
  { name: 'feedback', variant: 'less', data: { ...feedback, asked: 'less' } },
  { name: 'feedback', variant: 'noted', data: { ...feedback, verdict: 'less', just: 'noted' } },
  { name: 'feedback', variant: 'undone', data: { ...feedback, just: 'undone' } },
]
