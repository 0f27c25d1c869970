import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { launchBrowser } from './browser.ts'
import { type RunningDemo, startDemo } from './demo.ts'
import { waitUntil } from './wait-until.ts'

/** Takes the README's pictures from the running demo: `npx tsx test/harness/readme-screenshots.ts` writes docs/*.png. */
const pictures = path.resolve(import.meta.dirname, '../../docs')
const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-pictures-'))
const demo = await startDemo(folder)
const browser = await launchBrowser()
try {
  await photographSignup(await browser.newPage({ viewport: { width: 1000, height: 720 } }))
  // A page of its own: one that has shown ours keeps its policy, which blocks the inline style of a mail.
  await photographDigest(await browser.newPage({ viewport: { width: 700, height: 900 } }))
} finally {
  await browser.close()
  await demo.end('SIGINT')
  await rm(folder, { recursive: true, force: true })
}

async function photographSignup(page: Page): Promise<void> {
  await page.goto(demo.signUpUrl)
  await page.getByLabel(/email/i).fill('reader@example.org')
  for (const topic of ['Tokenization', 'Visual & temporal grounding'])
    await page.getByText(topic, { exact: true }).first().click()
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  await page.screenshot({ path: path.join(pictures, 'signup.png') })
}

async function photographDigest(page: Page): Promise<void> {
  await page.setContent(await receiveDigest(demo))
  await page.screenshot({ path: path.join(pictures, 'digest.png') })
}

async function receiveDigest({ signUpUrl, inboxUrl }: RunningDemo): Promise<string> {
  const form = new URLSearchParams({ email: 'reader@example.org', timezone: 'Europe/Berlin' })
  for (const slug of ['tokenization', 'grounding']) form.append('topics', slug)
  await fetch(new URL('subscribe', signUpUrl), { method: 'POST', body: form })
  const confirmation = await waitForMail(inboxUrl, '/confirm/')
  const link = /https?:\S+\/confirm\/\S+/.exec(confirmation.text)?.[0] ?? ''
  await fetch(link, { method: 'POST' })
  return (await waitForMail(inboxUrl, '/unsubscribe/')).html
}

async function waitForMail(inboxUrl: string, part: string) {
  const Mails = z.array(z.object({ text: z.string(), html: z.string() }))
  let found: z.infer<typeof Mails>[number] | undefined
  await waitUntil(async () => {
    const answer = await fetch(new URL('api/email', inboxUrl))
    found = Mails.parse(await answer.json()).find((mail) => mail.text.includes(part))
    return found !== undefined
  }, 30_000)
  return z.object({ text: z.string(), html: z.string() }).parse(found)
}
