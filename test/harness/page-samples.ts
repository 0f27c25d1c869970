import type {
  PageData,
  PageName,
  PaperItem,
  PreferencesForm,
  Schedule,
  SignupForm,
  Site,
} from '../../services/api/view-data.ts'
import { groupTimezones } from '../../services/api/view-groups.ts'
import topics from '../../services/papers/data/topics.json' with { type: 'json' }

/** One showing of a page. A page that looks different by its data has several. */
export type PageSample = { [N in PageName]: { name: N; variant: string; data: PageData[N] } }[PageName]

const site: Site = {
  lang: 'en',
  today: '2026-11-24',
  edition: { cadence: 'daily', number: 328 },
  feeds: [
    { label: 'Atom feed', href: '/feed.xml', type: 'application/atom+xml' },
    { label: 'JSON feed', href: '/feed.json', type: 'application/feed+json' },
  ],
  links: [
    { label: 'All papers', href: '/papers' },
    { label: 'Source code', href: 'https://example.org/broadsheet' },
  ],
}
const inner: Site = { ...site, edition: undefined }

const schedule: Schedule = { frequency: 'daily', hour: 7, timezone: 'Europe/Berlin' }
const firstEdition = { at: new Date('2026-11-25T06:00:00Z'), timezone: 'Europe/Berlin' }
const maskedEmail = 'a•••@example.org'
const token = 'v1.sample'
const lists = { topics, timezones: groupTimezones(Intl.supportedValuesOf('timeZone')) }

const lead: PaperItem = {
  title: 'F-LMM: Grounding Frozen Large Multimodal Models',
  href: 'https://arxiv.org/abs/2406.05821',
  authors: ['Size Wu', 'Sheng Jin', 'Wenwei Zhang', 'Lumin Xu', 'Wentao Liu', 'Wei Li', 'Chen Change Loy'],
  abstract:
    'Multimodal models that learn to ground words in pixels often lose the skill to talk. This work leaves the model frozen and reads the grounding out of its own attention maps, refined by a small head. Conversation stays as good as before while segmentation comes close to models trained for it. The authors show results on referring expressions, panoptic narratives and visual chain of thought, with far fewer trained parameters than earlier systems, and give the code.',
  why: 'trending in Visual & temporal grounding',
  upvotes: 42,
  codeUrl: 'https://github.com/wusize/F-LMM',
  publishedOn: '2026-11-23',
}
export const samplePapers: readonly PaperItem[] = [
  lead,
  {
    title: 'Hiding Text in Large Language Models: Introducing Unconditional Token Forcing Confusion',
    href: 'https://arxiv.org/abs/2406.02481',
    authors: ['Jakub Hoscilowicz', 'Pawel Popiolek'],
    abstract:
      'A message can be hidden in a model by fine-tuning it to answer a secret trigger. The authors show how such text is pulled out again by forcing tokens, and then how to hide it from that attack.',
    why: 'trending in Tokenization',
    upvotes: 17,
    publishedOn: '2026-11-22',
    note: { text: 'Short, and it changes what you believe about fingerprints in models.', by: 'the editor' },
  },
  {
    title: 'Reasoning to Attend: Try to Understand How <SEG> Token Works',
    href: 'https://arxiv.org/abs/2412.17741',
    authors: ['Rui Qian'],
    abstract:
      'What a segmentation token learns, seen through the similarity between its last-layer state and image tokens.',
    why: 'trending in Multimodal & vision-language',
    upvotes: 1,
    codeUrl: 'https://github.com/rui-qian/READ',
  },
  {
    title: 'Cambrian-1: A Fully Open, Vision-Centric Exploration of Multimodal LLMs',
    href: 'https://arxiv.org/abs/2406.16860',
    authors: ['Shengbang Tong', 'Ellis Brown'],
    abstract:
      'More than twenty visual encoders are compared by what a language model makes of them. The study finds vision the weak half of many multimodal systems, builds a connector that keeps spatial detail, and gives away models, data and recipes.',
    why: 'trending in Multimodal & vision-language',
    upvotes: 31,
    publishedOn: '2026-11-22',
  },
  {
    title: 'Critical Tokens Matter: Token-Level Contrastive Estimation Enhances LLM’s Reasoning Capability',
    href: 'https://arxiv.org/abs/2411.19943',
    authors: ['Zicheng Lin'],
    abstract:
      'Some single tokens decide whether a chain of reasoning ends well. The authors find them by comparing models trained on right and wrong solutions, and reward their replacement.',
    why: 'trending in Reasoning & mathematics',
    upvotes: 26,
    publishedOn: '2026-11-22',
  },
  {
    title: 'Core Context Aware Attention for Long Context Language Modeling',
    href: 'https://arxiv.org/abs/2412.12465',
    authors: ['Yaofo Chen', 'Zeng You', 'Shuhai Zhang', 'Haokun Li'],
    abstract:
      'Groups of tokens are merged by their weight before attention sees them, while the near context is kept whole. Long inputs get cheaper without a new model.',
    why: 'trending in Long context & memory',
    upvotes: 12,
    publishedOn: '2026-11-22',
  },
  {
    title: 'TRACE: Temporal Grounding Video LLM via Causal Event Modeling',
    href: '',
    authors: [],
    abstract: '',
  },
]

const signup: SignupForm = {
  ...lists,
  values: { ...schedule, email: '', topics: [] },
  errors: {},
  detectTimezone: true,
}
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
const paperPage = {
  ...lead,
  links: [{ label: 'PDF', href: 'https://arxiv.org/pdf/2406.05821' }],
  whyTrending: ['42 votes in two days, more than 96 of 100 papers of its age', 'Code was published with it'],
  topics: [
    {
      label: 'Visual & temporal grounding',
      href: '/topics/grounding',
      because: ['grounding', 'referring expressions'],
    },
    { label: 'Multimodal & vision-language', href: '/topics/multimodal', because: ['multimodal models'] },
  ],
  categories: ['cs.CV', 'cs.CL'],
}
const paperList = {
  site: inner,
  heading: 'Trending papers',
  intro: 'What people read, vote for and build on this week.',
  topics: topics.map(({ slug, name }) => ({
    label: name,
    href: `/topics/${slug}`,
    current: slug === 'grounding',
  })),
  sorts: [
    { label: 'Trending', href: '/papers?sort=trending', current: true },
    { label: 'Newest', href: '/papers?sort=new', current: false },
  ],
}

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
      firstEdition,
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
  {
    name: 'papers',
    variant: 'plain',
    data: { ...paperList, papers: samplePapers, previousUrl: '/papers', nextUrl: '/papers?after=4' },
  },
  { name: 'papers', variant: 'empty', data: { ...paperList, papers: [] } },
  { name: 'paper', variant: 'plain', data: { site: inner, paper: paperPage } },
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
