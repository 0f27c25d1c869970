import type { DigestSources } from '../../services/digests/coverage-line.ts'
import type { DigestPaper, DigestView } from '../../services/digests/digest-view.ts'

const TITLES = [
  'Where Words End: Learning Token Boundaries from the Loss Itself',
  'Ask the Map First: Grounding Route Instructions in Street-Level Memory',
  'A Small Verifier Goes a Long Way',
  'Counting What Was Said: Calibrated Vote Totals for Open-Ended Answers across Nineteen Languages and Four Scripts',
  'Silence Is Also Data',
  'Two Clocks, One Robot: Planning at the Pace of the Floor',
  'Sparse by Default: Training Without a Dense Teacher',
  'The Reader in the Loop: Letting Summaries Disagree',
  'Forty Ways to Tie a Knot: A Benchmark of Deformable Objects',
  'Cheap Talk, Dear Tokens: The Price of Thinking Aloud',
] as const

const ABSTRACT =
  'Most models inherit their vocabulary from a step that never sees the task. We let the boundary between two pieces move during training and charge it for every bit it costs. On eleven corpora the learned pieces are 23% fewer than those of the usual method, at the same accuracy. Rare names and numbers gain most. We also describe three cases in which nothing helps, and why. Code and the learned vocabularies are released with the paper, together with a tool that shows which boundary moved and when it did.'

const AUTHORS = [
  'Mira Okafor',
  'Jonas Lindqvist',
  'Wei-Ling Tan',
  'Ada Brandt',
  'Tomás Ferreira',
  'Noor Haddad',
  'Yuki Mori',
]

const TOPICS = ['Tokenization', 'Grounding'] as const

/** An invented digest of so many papers, for looking at and for tests; the same every time. */
export function sampleDigestView(paperCount: number): DigestView {
  return {
    edition: { cadence: 'daily', date: '2026-11-24', number: 328 },
    papers: Array.from({ length: paperCount }, (_, place) => samplePaper(place)),
    topicNames: TOPICS,
    readCount: 213,
    sources: {
      edition: {
        coverage: [{ title: 'arXiv', announced: 213, read: 213, parts: [] }],
        sources: { read: ['Hugging Face', 'arXiv'], partly: [], down: ['bioRxiv'] },
      },
      categories: [],
      because: Array.from({ length: paperCount }, () => []),
    },
    links: {
      preferences: 'https://papers.example.org/preferences/p1.YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo',
      unsubscribe: 'https://papers.example.org/unsubscribe/u1.YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo',
      home: 'https://papers.example.org/',
      web: 'https://papers.example.org/editions/daily/2026-11-24',
    },
    feedback,
    postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
    signedUpOn: new Date('2026-11-03T08:00:00Z'),
    listName: 'Broadsheet',
    locale: 'en',
  }
}

function samplePaper(place: number): DigestPaper {
  const topic = TOPICS[place % TOPICS.length] ?? TOPICS[0]
  return {
    id: `sample-${place}`,
    title: TITLES[place % TITLES.length] ?? TITLES[0],
    url: `https://arxiv.org/abs/2611.${String(10_001 + place)}`,
    authors: AUTHORS.slice(0, 1 + ((place * 3) % AUTHORS.length)),
    abstract: ABSTRACT,
    because: place === 0 ? TOPICS : [topic],
    upvotes: place % 3 === 2 ? undefined : 1_042 - place * 101,
    comments: place % 2 === 0 ? 7 - place / 2 : undefined,
    codeUrl: place % 2 === 0 ? `https://github.com/example/sample-${place}` : undefined,
    publishedAt: new Date('2026-11-23T00:00:00Z'),
    note:
      place === 1
        ? { text: 'Read the failure cases before the results; they are the paper.', by: 'Ines, editor' }
        : undefined,
    pinned: place === 1,
  }
}

/** What a digest stands on where a source and a category are called so. */
export function sourcesNamed(name: string): DigestSources {
  const counts = { announced: 1, read: 1 }
  return {
    edition: {
      coverage: [{ title: name, ...counts, parts: [{ name, ...counts }] }],
      sources: { read: [name], partly: [{ title: name, missing: [name] }], down: [name] },
    },
    categories: [name],
    because: [[name]],
  }
}

/** As long as a real address is. */
const feedback =
  'https://papers.example.org/feedback/k3yId0.MTIzNDU2NzgwMQ.c2lnbmF0dXJlLW9mLTMyLWNoYXJhY3RlcnM0'
