import { sql } from 'drizzle-orm'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { launchBrowser } from '../harness/browser.ts'
import { dumpDatabase } from '../harness/dump-database.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let browser: Browser
let links: readonly string[]
const addresses = ['waiting@example.org', 'reader@example.org', 'left@example.org']

beforeAll(async () => {
  ;[site, browser] = await Promise.all([startReaderSite(), launchBrowser()])
  await site.world.addPaper({ topics: ['tokenization'] })
  const send = (url: string) => fetch(url, { method: 'POST' })
  for (const email of addresses)
    await fetch(`${site.url}/subscribe`, {
      method: 'POST',
      body: new URLSearchParams({ email, topics: 'tokenization' }),
    })
  await site.sendAll()
  for (const email of addresses.slice(1)) await send(await site.linkTo(email, '/confirm/'))
  await site.sendAll()
  await send(await site.linkTo('left@example.org', '/unsubscribe/'))
  const preferences = await site.linkTo('reader@example.org', '/preferences/')
  for (const kind of ['export', 'erase']) await send(`${preferences}/${kind}`)
  await site.sendAll()
  links = [...new Set((await Promise.all(addresses.map(site.linksTo))).flat())]
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** All that a scanner could have changed for a person. The counts against floods are none of it. */
async function dump(): Promise<string> {
  const everything = await dumpDatabase(site.world.db)
  return everything
    .split('\n')
    .filter((line) => !line.startsWith('public.signup_meters'))
    .sort()
    .join('\n')
}

test('the mails hold every kind of link that opens something', () => {
  const kinds = new Set(links.map((link) => new URL(link).pathname.split('/')[1]))
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(['confirm', 'erase', 'export', 'preferences', 'unsubscribe']),
  )
})

test('a scanner that fetches every link of every mail, in every harmless way and again, changes nothing', async () => {
  const before = await dump()
  const ways = [
    { method: 'GET' },
    { method: 'HEAD' },
    { method: 'OPTIONS' },
    { method: 'GET', headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' } },
    { method: 'GET', headers: { 'user-agent': 'Mozilla/5.0 (compatible; link scanner)' } },
  ]
  for (const link of links)
    for (const way of ways) {
      const answer = await fetch(link, { ...way, redirect: 'manual' })
      await answer.arrayBuffer()
      expect(answer.status).toBeLessThan(500)
    }
  expect(await dump()).toBe(before)
})

test('a scanner that loads every page in a browser and lets its scripts run for ten seconds confirms and unsubscribes nobody', async () => {
  const before = await dump()
  const posted: string[] = []
  const context = await browser.newContext()
  context.on('request', (request) => {
    if (request.method() !== 'GET') posted.push(request.url())
  })
  for (const link of links) {
    const page = await context.newPage()
    // The page's own clock runs ten seconds ahead: whatever a timer would do is done, without the wait.
    await page.clock.install()
    await page.goto(link, { waitUntil: 'networkidle' })
    await page.clock.runFor(10_000)
    await page.mouse.move(200, 200)
    await page.keyboard.press('Tab')
    await page.waitForLoadState('networkidle')
    await page.close()
  }
  await context.close()
  expect(posted).toEqual([])
  expect(await dump()).toBe(before)
  const people = await queryRows(
    site.world.db,
    z.object({ email: z.string(), status: z.string() }),
    sql`select email, status from subscribers order by email`,
  )
  expect(people).toEqual([
    { email: 'left@example.org', status: 'unsubscribed' },
    { email: 'reader@example.org', status: 'active' },
  ])
}, 90_000)
