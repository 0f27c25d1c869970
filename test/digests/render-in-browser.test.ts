import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { sampleDigestView } from '../harness/sample-digest.ts'

let browser: Browser
let axe: string
let html: string

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const render = buildDigestRenderer(await loadEmailTemplates(path.resolve('templates/emails')))
  const view = sampleDigestView(4)
  const papers = view.papers.map((paper) => ({
    ...paper,
    title: `${paper.title} ${'Supercalifragilistic'.repeat(4)}`,
  }))
  html = render({ ...view, papers }).html
}, 30_000)

afterAll(() => browser.close())

// Not axe's "best-practice": it asks for a main landmark, which the client showing the mail has.
test.each(['light', 'dark'] as const)(
  'nothing in the %s digest is hard to read or to hear',
  async (colorScheme) => {
    const page = await browser.newPage({ viewport: { width: 700, height: 800 }, colorScheme })
    await page.setContent(html)
    const violations = await page.evaluate(`${axe}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] })
    .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`)
    await page.close()
    expect(violations).toEqual([])
  },
  30_000,
)

test.each([320, 360, 700])('at %i pixels nothing runs out of the page', async (width) => {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  await page.setContent(html)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  expect(await page.evaluate(`document.querySelector('.sheet').getBoundingClientRect().width`)).toBe(
    Math.min(width, 600),
  )
  await page.close()
})
