import topics from '../../services/papers/data/topics.json' with { type: 'json' }
import { inner, type PageSample } from './page-sample-basics.ts'
import { samplePaperPage, samplePapers } from './page-sample-papers.ts'

const publicSite = { ...inner, canonicalUrl: 'https://broadsheet.test/papers' }
const orders = (current: string, withWords = false) =>
  [
    ...(withWords ? ['Best match'] : []),
    'Trending now',
    'Best of the day',
    'Best of the week',
    'Best of the month',
    'Newest',
  ].map((label) => ({ label, href: '/papers?sort=new', current: label === current }))

const list = {
  site: publicSite,
  heading: 'Trending papers',
  topics: [
    { label: 'All topics', href: '/papers', current: true },
    ...topics.map(({ slug, name }) => ({ label: name, href: `/topics/${slug}`, current: false })),
  ],
  sorts: orders('Trending now'),
  search: { query: '', topic: '', date: '', topics, hidden: [] },
}
const searched = {
  ...list,
  heading: 'Papers with “tokenizaton of grounded captions”',
  sorts: orders('Best match', true),
  search: {
    ...list.search,
    query: 'tokenizaton of grounded captions',
    topic: 'grounding',
    date: '2026-11-23',
    hidden: [{ name: 'sort', value: 'new' }],
  },
}
const spelling = {
  typed: 'tokenizaton of grounded captions',
  mended: 'tokenization of grounded captions',
  href: '/papers?q=tokenization+of+grounded+captions',
}

const edition = {
  site: { ...publicSite, today: '2026-11-23', edition: { cadence: 'daily', number: 327 } },
  edition: {
    cadence: 'daily',
    date: '2026-11-23',
    number: 327,
    paperCount: 214,
    readCount: 1213,
    sourcesLine: 'Read from Hugging Face and arXiv. bioRxiv could not be read, so papers may be missing.',
  },
  olderUrl: '/editions/daily/2026-11-22',
  newerUrl: '/editions/daily/2026-11-24',
} as const
const cadences = ['All', 'Daily', 'Weekly', 'Monthly'].map((label) => ({
  label,
  href: '/editions',
  current: label === 'All',
}))

/** The pages that everybody may read without signing up. */
export const publicSamples: readonly PageSample[] = [
  {
    name: 'papers',
    variant: 'plain',
    data: { ...list, papers: samplePapers, nextUrl: '/papers?cursor=4' },
  },
  {
    name: 'papers',
    variant: 'topic',
    data: {
      ...list,
      heading: 'Visual & temporal grounding',
      intro: 'Finding the region, point or moment that words refer to.',
      search: { ...list.search, topic: 'grounding' },
      papers: samplePapers,
      previousUrl: '/topics/grounding',
    },
  },
  {
    name: 'papers',
    variant: 'mended',
    data: { ...searched, spelling: { ...spelling, isUsed: true }, papers: samplePapers.slice(0, 2) },
  },
  {
    name: 'papers',
    variant: 'asked',
    data: { ...searched, spelling: { ...spelling, isUsed: false }, papers: samplePapers.slice(1, 2) },
  },
  {
    name: 'papers',
    variant: 'empty',
    data: {
      ...searched,
      papers: [],
      wider: [
        { label: 'Any of these words', href: '/papers?q=a+OR+b' },
        { label: 'On any day', href: '/papers?q=a' },
      ],
    },
  },
  {
    name: 'paper',
    variant: 'plain',
    data: {
      site: publicSite,
      paper: {
        ...samplePaperPage,
        similar: samplePapers.slice(1, 5).map((paper) => ({ ...paper, abstract: '' })),
      },
    },
  },
  {
    name: 'paper',
    variant: 'withdrawn',
    data: { site: publicSite, paper: { ...samplePaperPage, withdrawn: true, whyTrending: [], links: [] } },
  },
  {
    name: 'editions',
    variant: 'plain',
    data: {
      site: publicSite,
      cadences,
      editions: samplePapers.slice(0, 5).map(({ title }, place) => ({
        cadence: place === 2 ? 'weekly' : 'daily',
        date: `2026-11-${24 - place}`,
        number: 328 - place,
        href: `/editions/daily/2026-11-${24 - place}`,
        leadTitle: title,
        paperCount: place === 3 ? 1 : 40 + place,
      })),
      previousUrl: '/editions',
      nextUrl: '/editions?after=2026-11-20.4',
    },
  },
  { name: 'editions', variant: 'empty', data: { site: publicSite, cadences, editions: [] } },
  {
    name: 'edition',
    variant: 'plain',
    data: { ...edition, papers: samplePapers, nextUrl: '/editions/daily/2026-11-23?from=50' },
  },
  {
    name: 'edition',
    variant: 'empty',
    data: { ...edition, edition: { ...edition.edition, paperCount: 0 }, papers: [] },
  },
]
