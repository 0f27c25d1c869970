import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadViews } from '../../services/api/views.ts'
import { pageSamples } from '../harness/page-samples.ts'
import { type PageServer, startPageServer } from '../harness/page-server.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Lists of facts hide what is left of them, the dots; no word may begin there. */
const clippedFacts = `[...document.querySelectorAll('.facts li')].filter((fact) => {
  const words = document.createRange()
  words.selectNodeContents(fact)
  const edge = fact.closest('article, main').getBoundingClientRect().left
  return [...words.getClientRects()].some(({ left, width }) => width > 1 && left < edge - 1)
}).map((fact) => fact.textContent)`

const views = loadViews(fileURLToPath(new URL('../../templates', import.meta.url)))
let browser: Browser
let server: PageServer

beforeAll(async () => {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  server = await startPageServer(views)
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe.each([
  ['light', 'en'],
  ['dark', 'en'],
  ['light', 'de'],
  ['dark', 'fr'],
] as const)('in %s, language %s', (colorScheme, lang) => {
  let spoken: PageServer
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    spoken = await startPageServer(views, lang)
    context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 800 } })
    page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterAll(async () => {
    await context.close()
    await spoken.close()
  })

  test.each(pageSamples)(
    '$name ($variant) has no fault axe can find, nothing blocked, and fits 320 px',
    async ({ name, variant }) => {
      complaints.length = 0
      await page.goto(spoken.urlOf(name, variant))
      expect(await page.evaluate('document.documentElement.lang')).toBe(lang)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
      expect(await page.evaluate(clippedFacts), 'words that a list of facts clips').toEqual([])
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<axe.AxeResults>(
        `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
      )
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
        [],
      )
      expect(complaints).toEqual([])
    },
  )
})

describe('the sign-up form', () => {
  async function withPage(
    options: Parameters<Browser['newContext']>[0],
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    await use(await context.newPage())
    await context.close()
  }

  test('sends its fields without JavaScript', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(server.urlOf('home', 'first'))
      await page.getByLabel('Your email address').fill('ada@example.org')
      await page.getByLabel('Tokenization').check()
      await page.getByLabel('Agents & tool use').check()
      await page.getByLabel('Weekly').check()
      await page.getByLabel('Hour').selectOption('18')
      const sent = page.waitForRequest((request) => request.method() === 'POST')
      await page.getByRole('button', { name: 'Subscribe' }).click()
      const fields = new URLSearchParams((await sent).postData() ?? '')
      expect([...fields]).toEqual([
        ['email', 'ada@example.org'],
        ['website', ''],
        ['topics', 'tokenization'],
        ['topics', 'agents'],
        ['frequency', 'weekly'],
        ['hour', '18'],
        ['timezone', 'Europe/Berlin'],
        ['formTime', 'v1.sample'],
      ])
    })
  })

  test('takes the time zone of the browser, unless a person has sent the form before', async () => {
    await withPage({ timezoneId: 'America/New_York' }, async (page) => {
      await page.goto(server.urlOf('home', 'first'))
      expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
      await page.goto(server.urlOf('home', 'errors'))
      expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin')
    })
  })

  test('says how many topics are chosen, and leads from the summary of errors to the field', async () => {
    await withPage({}, async (page) => {
      await page.goto(server.urlOf('home', 'errors'))
      expect(await page.getByRole('status').textContent()).toBe('3 topics chosen')
      await page.getByLabel('Robotics & embodied AI').check()
      expect(await page.getByRole('status').textContent()).toBe('4 topics chosen')
      await page.getByRole('link', { name: /^This address lacks/ }).click()
      expect(await page.evaluate('document.activeElement.id')).toBe('email')
    })
  })

  test('can be walked through by the keyboard alone, and the field for machines is passed over', async () => {
    await withPage({}, async (page) => {
      await page.goto(server.urlOf('home', 'first'))
      await page.getByLabel('Your email address').focus()
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.value')).toBe('language-models')
      await page.keyboard.press('Space')
      expect(await page.getByLabel('Language models').isChecked()).toBe(true)
    })
  })
})
