import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../harness/browser.ts'
import { type RunningDemo, startDemo } from '../harness/demo.ts'

/** A person's whole way, in a real browser, against the demo as it is started from a clone. */
describe.each(['postgres', 'redis'] as const)('a reader’s journey with the queue on %s', (backend) => {
  let folder: string
  let demo: RunningDemo
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-e2e-'))
    const start = startDemo(folder, backend === 'redis' ? { REDIS_URL: inject('redisUrl') } : {})
    ;[demo, browser] = await Promise.all([start, launchBrowser()])
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    // A step that hangs fails by itself, so the report names it.
    context.setDefaultTimeout(10_000)
  })
  afterAll(async () => {
    await browser?.close()
    const code = await demo?.end('SIGINT')
    await rm(folder, { recursive: true, force: true })
    expect(code).toBe(0)
  })

  test('sign up, confirm from the inbox, receive papers of the chosen topics only, leave by the link', async () => {
    const page = await context.newPage()
    await page.goto(demo.signUpUrl)
    await page.getByLabel(/email/i).fill('person@example.org')
    await page.getByText('Tokenization', { exact: true }).click()
    await page.getByText('Visual & temporal grounding', { exact: true }).click()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await expect.poll(() => page.textContent('main')).toContain('p•••@example.org')

    const inbox = await context.newPage()
    const confirmPage = await followMail(context, inbox, {
      url: demo.inboxUrl,
      subject: /Confirm your subscription/,
      link: /confirm/i,
    })
    await confirmPage.getByRole('button', { name: 'Confirm' }).click()
    await expect.poll(() => confirmPage.textContent('h1')).toBe('You are subscribed')

    const mail = await openMail(inbox, { url: demo.inboxUrl, subject: /and \d+ more/ })
    // The inbox shows the mail anew when its list changes; for a moment there is none.
    let reasons: readonly string[] = []
    const readReasons = async () => {
      reasons = (await mail.locator('body').textContent())?.match(/because you follow [^·\n]+/g) ?? []
      return reasons.length
    }
    await expect.poll(readReasons).toBeGreaterThan(3)
    for (const reason of reasons) expect(reason).toMatch(/Tokenization|Visual & temporal grounding/)
    await expect.poll(() => mail.locator('h2, h3').count()).toBe(reasons.length)

    const leavePage = await followLink(context, mail.getByRole('link', { name: 'Unsubscribe' }))
    await leavePage.getByRole('button', { name: 'Unsubscribe' }).click()
    await expect.poll(() => leavePage.textContent('h1')).toBe('You are unsubscribed')
  })
})

type Wanted = { readonly url: string; readonly subject: RegExp }

/** Opens a mail in the inbox page and returns the frame that shows it. */
async function openMail(inbox: Page, { url, subject }: Wanted) {
  const line = inbox.getByText(subject).first()
  // MailDev's page never shows a mail that comes between its list and its socket; who misses one looks again.
  await expect.poll(() => inbox.goto(url).then(() => isShown(line)), { timeout: 20_000 }).toBe(true)
  await line.click()
  return inbox.frameLocator('iframe').first()
}

function isShown(line: Locator): Promise<boolean> {
  return line.waitFor({ timeout: 4_000 }).then(
    () => true,
    () => false,
  )
}

async function followMail(
  context: BrowserContext,
  inbox: Page,
  wanted: Wanted & { link: RegExp },
): Promise<Page> {
  const mail = await openMail(inbox, wanted)
  return followLink(context, mail.getByRole('link', { name: wanted.link }))
}

/** A link in a mail opens a page of its own, as it does from a mail program. */
async function followLink(context: BrowserContext, link: ReturnType<Page['getByRole']>): Promise<Page> {
  const opened = context.waitForEvent('page')
  await link.first().click()
  return opened
}

test('a demo that was killed starts again on the same data', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-kill-'))
  try {
    const killed = await startDemo(folder)
    await killed.end('SIGKILL')
    const again = await startDemo(folder)
    const answer = await fetch(`${again.signUpUrl}api/v1/papers?limit=100`)
    expect(z.object({ papers: z.array(z.unknown()) }).parse(await answer.json()).papers).toHaveLength(67)
    expect(await again.end('SIGINT')).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
