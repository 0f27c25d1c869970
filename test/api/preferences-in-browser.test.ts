import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let browser: Browser
let readerId: number
let serial = 0

beforeAll(async () => {
  site = await startReaderSite()
  await site.world.addPaper({ title: 'Songs of whales', categories: ['eess.AS'] })
  site.world.clock.advance({ minutes: 10 })
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})
afterAll(async () => {
  await browser.close()
  await site.close()
})
beforeEach(async () => {
  serial += 1
  readerId = await site.world.addReader(`person${serial}@example.org`, { topics: ['tokenization'] })
})

const stored = () => findSubscriber(site.world.db, readerId)
const linkFor = (purpose: 'preferences' | 'unsubscribe') =>
  `${site.url}/${purpose}/${site.world.links.sign(purpose, String(readerId))}`

async function withPhone(javaScriptEnabled: boolean, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 640 } })
  await use(await context.newPage())
  await context.close()
}

test.each([true, false])(
  'on a phone choices are previewed, kept while previewed, and saved (JavaScript: %s)',
  async (javaScriptEnabled) => {
    await withPhone(javaScriptEnabled, async (page) => {
      await page.goto(linkFor('preferences'))
      await page.getByText('arXiv categories').click()
      await page.getByLabel('eess.AS').check()
      await page.getByLabel('Keywords').fill('whales\n"byte pair"')
      await page.getByLabel('Also what trends elsewhere').check()
      await page.getByLabel('Weekly').check()
      await page.getByRole('button', { name: 'Preview' }).click()
      expect(await page.title()).toContain('Preview of your next digest')
      expect(await page.getByRole('heading', { name: 'Songs of whales' }).isVisible()).toBe(true)
      expect((await stored())?.preferences.frequency).toBe('daily')
      await page.getByRole('button', { name: 'Save' }).click()
      expect(await page.getByRole('status').first().textContent()).toContain('Saved.')
    })
    expect(await stored()).toMatchObject({
      preferences: {
        topics: ['tokenization'],
        categories: ['eess.AS'],
        keywords: ['"byte pair"', 'whales'],
        frequency: 'weekly',
      },
      alsoTrending: true,
    })
  },
)

test('Enter in a field saves: it neither previews nor forgets', async () => {
  await withPhone(false, async (page) => {
    await page.goto(linkFor('preferences'))
    await page.getByLabel('Papers in one mail').fill('6')
    await page.getByLabel('Papers in one mail').press('Enter')
    expect(await page.getByRole('status').first().textContent()).toContain('Saved.')
  })
  expect((await stored())?.preferences.maxPapers).toBe(6)
})

test('the unsubscribe page offers fewer mails and hides its button from nobody', async () => {
  await withPhone(false, async (page) => {
    await page.goto(linkFor('unsubscribe'))
    const button = page.getByRole('button', { name: 'Unsubscribe' })
    expect(await button.isEnabled()).toBe(true)
    // In view without scrolling, at the size of a thumb.
    const box = await button.boundingBox()
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThan(640)
    expect(box?.height).toBeGreaterThanOrEqual(44)
    await page.getByRole('link', { name: 'Get fewer mails instead' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your preferences')
    await page.getByLabel('Monthly').check()
    await page.getByRole('button', { name: 'Save' }).click()
  })
  expect(await stored()).toMatchObject({ status: 'active', preferences: { frequency: 'monthly' } })
})

test('leaving takes one press, and can be taken back on its page for 7 days', async () => {
  await withPhone(false, async (page) => {
    await page.goto(linkFor('unsubscribe'))
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are unsubscribed')
    expect((await stored())?.status).toBe('unsubscribed')
    site.world.clock.advance({ hours: 7 * 24 - 1 })
    await page.goto(linkFor('unsubscribe'))
    await page.getByRole('button', { name: 'Undo' }).click()
    expect((await stored())?.status).toBe('active')
    await page.goto(linkFor('unsubscribe'))
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    site.world.clock.advance({ hours: 7 * 24 + 1 })
    await page.getByRole('button', { name: 'Undo' }).click()
  })
  expect((await stored())?.status).toBe('unsubscribed')
})
