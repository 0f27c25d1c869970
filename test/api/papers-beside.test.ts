import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../harness/browser.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([startReaderSite(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('with JavaScript the papers follow each tick, are announced, and the focus stays where it was', async () => {
  const context = await browser.newContext({ locale: 'de-DE' })
  const page = await context.newPage()
  await page.goto(site.url)
  expect(await page.getByRole('button', { name: 'Zeigen, was ich bekäme' }).isVisible()).toBe(false)
  const asked = page.waitForRequest(/\/fragments\/papers/)
  await page.getByLabel('Ihre E-Mail-Adresse').fill('ada@example.org')
  await page.getByLabel('Tokenisierung').check()
  expect((await asked).url()).toBe(`${site.url}/fragments/papers?topics=tokenization&lang=de`)
  await page.getByRole('heading', { name: 'Das würden Sie bekommen' }).waitFor()
  expect(await page.evaluate('document.activeElement.value')).toBe('tokenization')
  await expect
    .poll(() => page.evaluate("document.querySelector('[aria-live].unseen').textContent"))
    .toBe('Zu diesen Themen liegt gerade nichts im Trend.')
  await context.close()
})

test('without JavaScript a button shows them, and the typed address stays in the form and out of the URL', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(site.url)
  await page.getByLabel('Your email address').fill('ada@example.org')
  await page.getByLabel('Tokenization').check()
  await page.getByRole('button', { name: 'Show what I would get' }).click()
  await page.getByRole('heading', { name: 'What you would get' }).waitFor()
  expect(page.url()).toBe(`${site.url}/preview#today`)
  expect(await page.getByLabel('Your email address').inputValue()).toBe('ada@example.org')
  await page.getByRole('link', { name: 'Français' }).waitFor({ state: 'detached' })
  await context.close()
})
