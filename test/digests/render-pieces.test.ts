import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DigestPaper, DigestView } from '../../services/digests/digest-view.ts'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { digestEmail, digestEmailOf } from '../../services/digests/render-email.ts'
import { fullRoom } from '../../services/digests/render-rooms.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { sampleDigestView, sourcesNamed } from '../harness/sample-digest.ts'

const english = loadLanguages('templates/locales').wordsOf('en')

const templates = await loadEmailTemplates(path.resolve('templates/emails'))
const render = buildDigestRenderer(templates)
const renderWhole = templates.bind(digestEmail)

const text = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    'word '.repeat(40),
    '长'.repeat(90),
    '<b>&"\'',
    '\n\n\n',
    '1. ',
    'https://a.example/b',
    '  x',
    "$& $1 $'",
  ),
)
const paper: fc.Arbitrary<DigestPaper> = fc.record({
  id: fc.constantFrom('1', '2', '3'),
  title: text,
  url: fc.constantFrom('https://a.example/?b=c&d', 'nonsense', ''),
  authors: fc.array(text, { maxLength: 5 }),
  abstract: text,
  because: fc.oneof(fc.constant('everything trending' as const), fc.array(text, { maxLength: 4 })),
  upvotes: fc.option(fc.nat(3_000), { nil: undefined }),
  comments: fc.option(fc.nat(3), { nil: undefined }),
  codeUrl: fc.constantFrom(undefined, 'https://code.example/x'),
  publishedAt: fc.constantFrom(undefined, new Date('2026-11-23T00:00:00Z')),
  note: fc.option(fc.record({ text, by: text }), { nil: undefined }),
  pinned: fc.boolean(),
  alsoTrending: fc.boolean(),
})
const view: fc.Arbitrary<DigestView> = fc.record({
  edition: fc.constant({ cadence: 'daily' as const, date: '2026-11-24', number: 328 }),
  papers: fc.array(paper, { minLength: 1, maxLength: 4 }),
  topicNames: fc.array(text, { maxLength: 4 }),
  readCount: fc.nat(2_000),
  sources: fc.option(text.map(sourcesNamed), { nil: undefined }),
  links: fc.record({
    preferences: text,
    unsubscribe: text,
    home: text,
    web: fc.option(text, { nil: undefined }),
  }),
  feedback: fc.option(text, { nil: undefined }),
  postalAddress: text,
  signedUpOn: fc.constantFrom(undefined, new Date('2026-05-03T08:00:00Z')),
  listName: text,
  locale: fc.constant('en' as const),
})

// Links are ours: no spaces, not empty. A line break in one is not to be promised.
const ours = (one: DigestView): DigestView => {
  const clean = (link: string) => `https://a.example/${Buffer.from(link).toString('base64url')}`
  const { preferences, unsubscribe, home, web } = one.links
  return {
    ...one,
    links: {
      preferences: clean(preferences),
      unsubscribe: clean(unsubscribe),
      home: clean(home),
      ...(web ? { web: clean(web) } : {}),
    },
    feedback: one.feedback === undefined ? undefined : clean(one.feedback),
  }
}

test('a digest out of pieces is what the whole template prints, for any words in it', () => {
  fc.assert(
    fc.property(view.map(ours), (digest) => {
      const { subject, html, text: plain } = render(digest)
      const email = digestEmailOf(english, digest, fullRoom)
      expect({ subject, html, text: plain }).toEqual({ subject: email.subject, ...renderWhole(email) })
    }),
    { numRuns: 500 },
  )
})

test('papers that two digests share show each reader their own links and reasons', () => {
  const sample = sampleDigestView(3)
  const [lead, ...rest] = sample.papers
  if (!lead) throw new Error('the sample is empty')
  const other = {
    ...sample,
    papers: [...rest, lead],
    links: { ...sample.links, unsubscribe: 'https://papers.example.org/unsubscribe/another' },
    feedback: 'https://f.example/another',
  }
  for (const digest of [sample, other, sample]) {
    const whole = renderWhole(digestEmailOf(english, digest, fullRoom))
    expect(render(digest)).toMatchObject(whole)
  }
  expect(render(other).html).not.toContain(sample.links.unsubscribe)
  expect(render(other).html).not.toContain(sample.feedback)
})
