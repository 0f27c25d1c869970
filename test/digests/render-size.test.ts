import path from 'node:path'
import { expect, test } from 'vitest'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { elementsOf, textOf } from '../harness/parse-mail-html.ts'
import { sampleDigestView, sourcesNamed } from '../harness/sample-digest.ts'

const render = buildDigestRenderer(await loadEmailTemplates(path.resolve('templates/emails')))

const SIZES: [string, string][] = [
  ['words', 'A sentence of quite usual words about models. '],
  ['ampersands', '&&&& &&& '],
  ['quotes', '""""""""""'],
  ['Chinese', '研究表明模型。'],
  ['emoji', '👩‍🔬🦙'],
  ['Arabic', 'نماذج لغوية '],
]

test.each(SIZES)(
  '50 papers of endless %s stay within 90,000 bytes, with every paper and the whole footer',
  (_, unit) => {
    const long = unit.repeat(800)
    const papers = Array.from({ length: 50 }, (_, place) => ({
      ...sampleDigestView(2).papers[1],
      id: String(place),
      title: long,
      url: `https://a.example/${place}?${'&'.repeat(49)}`,
      codeUrl: `https://b.example/${place}?${'&'.repeat(150)}`,
      authors: [long, long, long, long],
      abstract: long,
      because: [long, long, long, long],
      upvotes: 1_000_000,
      comments: 1_000_000,
      note: { text: long, by: long },
    }))
    const { html, text } = render({
      ...sampleDigestView(1),
      papers,
      topicNames: [long, long, long, long],
      sources: sourcesNamed(long),
    })
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000)
    expect(elementsOf(html).filter(({ tag }) => tag === 'h2')).toHaveLength(50)
    expect(textOf(html, 'h2').length).toBeGreaterThan(15)
    for (const part of [html, text]) {
      expect(part).toContain('/unsubscribe/u1.')
      expect(part).toContain('/preferences/p1.')
    }
    expect(html).toContain('1 Paper Street, 10115 Berlin')
  },
)

test('50 ordinary papers lose no abstract, only the ends of them', () => {
  const { html } = render(sampleDigestView(50))
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90_000)
  expect(elementsOf(html).filter(({ attributes }) => attributes['class'] === 'abstract')).toHaveLength(49)
})
