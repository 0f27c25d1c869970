import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { DigestPaper, DigestView } from '../../services/digests/digest-view.ts'
import { buildDigestRenderer, type RenderedDigest } from '../../services/digests/render-digest.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { elementsOf, skeletonOf, textOf, visibleLinesOf } from '../harness/parse-mail-html.ts'
import { sampleDigestView, sourcesNamed } from '../harness/sample-digest.ts'

let render: (view: DigestView) => RenderedDigest

beforeAll(async () => {
  render = buildDigestRenderer(await loadEmailTemplates(path.resolve('templates/emails')))
})

const HOSTILE = [
  '<script>alert(1)</script>',
  '{{constructor.constructor("return 1")()}}',
  '<%= 7 * 191 %> <%~ it.links.unsubscribe %>',
  '<mj-raw><img src=x onerror=alert(1)></mj-raw>',
  '"><a href="https://evil.example">click</a>',
  '--><style>*{display:none}</style><!--[if mso]>',
  '</title></head><body onload=alert(1)>',
  '&lt;b&gt; &amp; &#60;i&#62;',
  `$${'{7 * 191}'} \`tick\` \\u003cb\\u003e`,
  "$& $1 $` $'",
]

function viewWith(paper: Partial<DigestPaper>, rest: Partial<DigestView> = {}): DigestView {
  const view = sampleDigestView(2)
  return { ...view, papers: view.papers.map((each) => ({ ...each, ...paper })), ...rest }
}

test.each(HOSTILE)('%s stays readable text in title, authors, abstract, topic and note', (text) => {
  const note = { text, by: text }
  const { html, text: plain } = render(
    viewWith({ title: text, authors: [text], abstract: text, because: [text], note }, { topicNames: [text] }),
  )
  expect(skeletonOf(html)).toEqual(
    skeletonOf(render(viewWith({ authors: ['x'], because: ['x'], note })).html),
  )
  for (const selector of ['h2', 'authors', 'opening', 'note', 'facts', 'ear']) {
    expect(textOf(html, selector)).toContain(text)
  }
  expect(plain.replace(/\s+/g, ' ')).toContain(text)
  expect(html + plain).not.toContain('1337')
})

test('no string of a stranger makes an element, an attribute, a header or a template evaluation', () => {
  const stranger = fc
    .oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE))
    .map((s) => `x${s}`)
  fc.assert(
    fc.property(stranger, stranger, stranger, stranger, (title, author, abstract, topic) => {
      const hostile = viewWith(
        { title, authors: [author], abstract, because: [topic], note: { text: abstract, by: author } },
        { topicNames: [topic], sources: sourcesNamed(abstract), listName: topic, postalAddress: author },
      )
      const plain = viewWith(
        { title: 'x', authors: ['x'], abstract: 'x', because: ['x'], note: { text: 'x', by: 'x' } },
        { topicNames: ['x'], sources: sourcesNamed('x'), listName: 'x', postalAddress: 'x' },
      )
      const { subject, html } = render(hostile)
      expect(skeletonOf(html)).toEqual(skeletonOf(render(plain).html))
      expect(subject).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(subject.length).toBeLessThanOrEqual(80)
    }),
    { numRuns: 200 },
  )
})

test('only http and https addresses become links', () => {
  const addresses = [
    'javascript:alert(1)',
    'data:text/html,x',
    ' java\nscript:1',
    'ftp://a.example/',
    '//a.example',
    'https://me:pw@a.example/',
    '',
  ]
  for (const address of addresses) {
    const { html, text } = render(viewWith({ url: address, codeUrl: address }))
    const hrefs = elementsOf(html).flatMap(({ attributes }) => attributes['href'] ?? [])
    expect(hrefs.every((href) => href.startsWith('https://papers.example.org/'))).toBe(true)
    expect(textOf(html, 'h2')).not.toBe('')
    if (address !== '') expect(text).not.toContain(address)
  }
})

test('an address with quotes and brackets is encoded, not cut or obeyed', () => {
  const { html } = render(viewWith({ url: `https://a.example/?q="onclick='x'<b>&r=1` }))
  const link = elementsOf(html).find(({ attributes }) => attributes['class'] === 'ink')
  expect(Object.keys(link?.attributes ?? {}).sort()).toEqual(['class', 'href', 'style'])
  expect(link?.attributes['href']).toBe('https://a.example/?q=%22onclick=%27x%27%3Cb%3E&r=1')
})

test('titles in Chinese, Arabic and emoji stay whole, each line in its own direction', () => {
  for (const title of [
    '面向长文本的分词方法研究',
    'نماذج لغوية أصغر وأسرع',
    'LLaMA 🦙 meets 👩‍🔬',
    'Ünïcödé e\u0301tude',
  ]) {
    const { html, text } = render(viewWith({ title }))
    expect(textOf(html, 'h2')).toBe(title)
    expect(text).toContain(title)
    expect(elementsOf(html).find(({ tag }) => tag === 'h2')?.attributes['dir']).toBe('auto')
  }
})

test('a title of 5,000 characters is cut at a word and ends in an ellipsis', () => {
  const { html, text } = render(viewWith({ title: 'endless title '.repeat(360) }))
  expect(textOf(html, 'h2')).toMatch(/^endless title .*(endless|title)…$/)
  expect(textOf(html, 'h2').length).toBeLessThanOrEqual(300)
  expect(text).toContain('endless title…')
})

test('a direction override cannot reverse what follows a title', () => {
  const { html, subject } = render(viewWith({ title: 'safe \u202egnp.exe\u2066 title' }))
  expect(textOf(html, 'h2')).toBe('safe gnp.exe title')
  expect(subject).toBe('safe gnp.exe title and 1 more')
})

test('the first line a mailbox shows counts the papers and what was read', () => {
  expect(visibleLinesOf(render(sampleDigestView(4)).html)[0]).toBe(
    '4 new papers on Tokenization and Grounding, 213 read for you',
  )
  expect(render(sampleDigestView(4)).text.split('\n')[0]).toBe(
    '4 new papers on Tokenization and Grounding, 213 read for you',
  )
})

test('the mail is honest HTML: named language, no hidden text, image, script, form or outside style', () => {
  const { html, subject } = render(sampleDigestView(4))
  const elements = elementsOf(html)
  const tags = new Set(elements.map(({ tag }) => tag))
  for (const tag of ['img', 'script', 'form', 'input', 'link', 'iframe', 'svg', 'object'])
    expect(tags).not.toContain(tag)
  expect(html).not.toMatch(/display:\s*none|visibility:\s*hidden|opacity:\s*0|max-height:\s*0|@import|url\(/)
  expect(elements.find(({ tag }) => tag === 'html')?.attributes).toMatchObject({ lang: 'en', dir: 'ltr' })
  expect(textOf(html, 'title')).toBe(subject)
  for (const { tag, attributes } of elements)
    if (tag === 'table') expect(attributes['role']).toBe('presentation')
})

test('the text part says all the mail says: titles, links, reasons, notes, footer', () => {
  const view = sampleDigestView(4)
  const { text } = render(view)
  const flat = text.replace(/\s+/g, ' ')
  for (const paper of view.papers) {
    expect(flat).toContain(paper.title)
    expect(text).toContain(paper.url)
    if (paper.codeUrl !== undefined) expect(text).toContain(paper.codeUrl)
    if (paper.note !== undefined) expect(flat).toContain(`${paper.note.text} — ${paper.note.by}`)
  }
  for (const line of [
    'because you follow Tokenization and Grounding',
    '1,042 votes',
    '7 comments',
    'editor’s pick',
    view.postalAddress,
  ]) {
    expect(flat).toContain(line)
  }
  for (const link of Object.values(view.links)) expect(text.split('\n')).toContain(link)
  expect(flat).toContain(
    'You get this mail because you signed up for Broadsheet on 3 November 2026 and follow Tokenization',
  )
  expect(flat).toContain('bioRxiv could not be read, so papers may be missing.')
})

test('text lines stay within 78 columns, but for web addresses', () => {
  const { text } = render(
    viewWith({ title: 'word '.repeat(60), abstract: '长'.repeat(400), authors: ['a'.repeat(200)] }),
  )
  for (const line of text.split('\n')) if (!line.includes('://')) expect(line.length).toBeLessThanOrEqual(78)
})

test('a part that is missing leaves no trace of itself', () => {
  const bare = { id: '1', title: 'Bare', url: 'https://a.example/', authors: [], abstract: '', because: [] }
  const { html, text } = render({
    ...sampleDigestView(1),
    papers: [{ ...bare, pinned: true }],
    feedback: undefined,
    sources: undefined,
    signedUpOn: undefined,
  })
  expect(textOf(html, 'facts').trim()).toBe('editor’s pick')
  expect(html + text).not.toMatch(/undefined|null|NaN|· ·/)
  expect(
    elementsOf(html).filter(({ attributes }) =>
      /authors|abstract|opening|note/.test(attributes['class'] ?? ''),
    ),
  ).toEqual([])
})

test('the same view gives the same bytes', () => {
  expect(render(sampleDigestView(10))).toEqual(render(sampleDigestView(10)))
})

test('a digest without papers is refused', () => {
  expect(() => render({ ...sampleDigestView(1), papers: [] })).toThrow(RangeError)
})
