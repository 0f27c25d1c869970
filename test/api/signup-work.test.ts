import { sql } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { launchBrowser } from '../harness/browser.ts'
import { findFreePort } from '../harness/free-port.ts'

let api: TestApi
let browser: Browser
let home: string
let aheadMs = 0

beforeAll(async () => {
  const port = await findFreePort()
  home = `http://127.0.0.1:${port}`
  api = await startTestApi({ calmSignups: 1, now: () => new Date(Date.now() + aheadMs) })
  await api.app.listen({ host: '127.0.0.1', port })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await api.close()
})

/** Enough sign-ups within a minute that work is asked for; the load is read once a second. */
async function crowd(name: string): Promise<void> {
  for (const person of [1, 2, 3])
    await api.app.inject({
      method: 'POST',
      url: '/api/v1/subscriptions',
      payload: { email: `${name}${person}@example.org` },
    })
  aheadMs += 2_000
}

async function signUp(email: string, javaScriptEnabled: boolean): Promise<string> {
  const context = await browser.newContext({ javaScriptEnabled })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints = listen(page)
  await page.goto(home)
  await page.getByLabel('Your email address').fill(email)
  // A person takes longer than the two seconds under which a form counts as sent by a machine.
  aheadMs += 3_000
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.getByRole('heading', { name: 'Look in your inbox' }).waitFor()
  const words = (await page.textContent('main')) ?? ''
  expect(complaints).toEqual([])
  await context.close()
  return words
}

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

async function waitOf(email: string): Promise<number> {
  const [row] = await queryRows(
    api.database.db,
    z.object({ seconds: z.coerce.number() }),
    sql`select extract(epoch from n.next_at - n.created_at) as seconds from notices n join signup_requests r on r.id = n.request_id where r.email = ${email}`,
  )
  return row?.seconds ?? Number.NaN
}

test('while many sign up, a browser does the work unasked and its person is mailed at once', async () => {
  await crowd('first')
  const words = await signUp('worker@example.com', true)
  expect(words).toContain('w•••@example.com')
  expect(words).not.toContain('Many people')
  expect(await waitOf('worker@example.com')).toBe(0)
})

test('without JavaScript nobody is refused: the mail waits its turn, and the page says how long', async () => {
  await crowd('second')
  await api.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    payload: { email: 'ahead@example.com' },
  })
  const words = await signUp('plain@example.com', false)
  expect(words).toMatch(/Many people are signing up right now.*may take up to \d+ minutes?/s)
  expect(await waitOf('plain@example.com')).toBeGreaterThan(30)
})
