import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PageData } from '../../services/api/view-data.ts'
import { loadViews } from '../../services/api/views.ts'
import { samplePapers } from '../harness/page-sample-papers.ts'
import { pageSamples } from '../harness/page-samples.ts'

/** The elements and attribute names a browser makes of a page, in order: what an injected text would change. */
const SKELETON = `(html) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
  .map((element) => [element.localName, ...element.getAttributeNames()].join(' '))`
const HREFS = `(html) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('[href], [action], [src]')]
  .flatMap((element) => ['href', 'action', 'src'].map((name) => element.getAttribute(name)).filter((value) => value !== null))`
const HEADING = `(html) => new DOMParser().parseFromString(html, 'text/html').querySelector('h1').textContent`

const views = loadViews(fileURLToPath(new URL('../../templates', import.meta.url)))
let browser: Browser
let page: Page

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  page = await browser.newPage()
})
afterAll(() => browser.close())

const breakOuts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"',
  "'",
  '" onfocus="alert(1)" autofocus x="',
  '>',
  '</title>',
  '</h1></article></select>',
  '<!--',
  '-->',
  ']]>',
  '<%= process.env %>',
  '<%~ it %>',
  '$' + '{1}',
  '`',
  '&lt;b&gt;',
  '&#x3c;b>',
  'javascript:alert(1)',
  '\u2028',
  '\u202e',
]
const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...breakOuts), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `x${parts.join('')}x`)
const hostileHref = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'javascript:',
        'JAVASCRIPT:',
        'data:text/html,',
        '//',
        '/\\',
        ' https://',
        'https://a" b=',
        '/',
      ),
      hostileText,
    )
    .map((parts) => parts.join('')),
  hostileText,
)

type Hostile = { readonly text: string; readonly href: string }

function papers({ text, href }: Hostile): PageData['papers']['papers'] {
  const filled = {
    authors: [text, text],
    abstract: text,
    why: text,
    note: { text, by: text },
    codeUrl: href,
    publishedOn: text,
    upvotes: 1,
  }
  return samplePapers.slice(0, 2).map(() => ({ ...filled, title: text, href }))
}

/** Every place of every kind of page where words from outside appear. */
function renderHostile(hostile: Hostile): string[] {
  const { text, href } = hostile
  const site = { lang: 'en', today: text, feeds: [], links: [{ label: text, href: '/' }] }
  const sampleHome = pageSamples.find((sample) => sample.name === 'home')
  if (sampleHome?.name !== 'home') throw new Error('No sample of the front page')
  const topics = [{ slug: text, name: text, group: text }]
  const timezones = [{ region: text, zones: [{ id: text, label: text }] }]
  const values = { ...sampleHome.data.form.values, email: text, topics: [text], timezone: text }
  const errors = { email: text, topics: text, hour: text }
  const [item] = papers(hostile)
  if (!item) throw new Error('No paper')
  const detail = {
    ...item,
    links: [{ label: text, href }],
    whyTrending: [text],
    topics: [{ label: text, href, because: [text] }],
    categories: [text],
  }
  return [
    views.render('home', {
      site,
      papers: papers(hostile),
      papersUrl: href,
      form: {
        ...sampleHome.data.form,
        topics,
        timezones,
        values,
        errors,
        hidden: [{ name: text, value: text }],
      },
    }),
    views.render('papers', {
      site,
      heading: text,
      intro: text,
      papers: papers(hostile),
      topics: [],
      sorts: [{ label: text, href: '/', current: true }],
    }),
    views.render('paper', { site, paper: detail }),
    views.render('check-inbox', { site, maskedEmail: text }),
    views.render('confirm', {
      site,
      action: '/confirm/x',
      topicNames: [text],
      schedule: { frequency: 'daily', hour: 7, timezone: text },
    }),
    views.render('error', { site, reference: text }),
  ]
}

test('no text from outside adds an element or an attribute to a page', async () => {
  const calm = await skeletons({ text: 'calm', href: '/calm' })
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      expect(await skeletons({ text, href: '/calm' })).toEqual(calm)
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('no link of a page leads anywhere but to http, https or this site', async () => {
  await fc.assert(
    fc.asyncProperty(hostileHref, async (href) => {
      const pages = renderHostile({ text: 'calm', href })
      const hrefs = (
        await Promise.all(pages.map((html) => page.evaluate<string[]>(`(${HREFS})(${JSON.stringify(html)})`)))
      ).flat()
      expect(hrefs.filter((value) => !/^(https?:\/\/[^/]|\/(?![/\\])|#)/.test(value))).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('a title full of markup is read as it was written', async () => {
  const title = `Reasoning <SEG> & "quotes" 'x' <script>alert(1)</script> <%= it %> &amp;`
  const html = renderHostile({ text: title, href: '/calm' })[2]
  expect(await page.evaluate(`(${HEADING})(${JSON.stringify(html)})`)).toBe(title)
})

async function skeletons(hostile: Hostile): Promise<string[][]> {
  return Promise.all(
    renderHostile(hostile).map((html) => page.evaluate<string[]>(`(${SKELETON})(${JSON.stringify(html)})`)),
  )
}
