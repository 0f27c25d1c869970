import { createServer, type Server } from 'node:http'
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
const sites: Record<'named' | 'foreign', { origin: string; server: Server }> = Object.create(null)

beforeAll(async () => {
  const ports = [await findFreePort(), await findFreePort(), await findFreePort()]
  home = `http://127.0.0.1:${ports[0]}`
  sites.named = await startSite(ports[1] ?? 0)
  sites.foreign = await startSite(ports[2] ?? 0)
  api = await startTestApi({ embedOrigins: [sites.named.origin] })
  await api.app.listen({ host: '127.0.0.1', port: ports[0] ?? 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await api.close()
  for (const { server } of Object.values(sites)) server.close()
})

/** Somebody's page with our script and our frame on it. */
async function startSite(port: number): Promise<{ origin: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>A lab</title><h1>A lab</h1>
      <script src="${home}/embed.js" data-topics="agents,tokenization" data-frequency="weekly"></script>
      <iframe src="${home}/embed?topics=agents" title="Subscribe" width="400" height="500"></iframe>`)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${port}`, server }
}

const signups = () =>
  queryRows(
    api.database.db,
    z.object({ email: z.string(), form: z.string(), preferences: z.unknown() }),
    sql`select email, form, preferences from signup_requests order by id`,
  )

async function withPage(url: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ timezoneId: 'Asia/Tokyo' })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.goto(url)
  await use(page)
  await context.close()
}

test('on a site that is named, the script sends the form and says there what happens next', async () => {
  await withPage(sites.named.origin, async (page) => {
    const form = page.locator('form.broadsheet-form')
    await form.getByLabel('Your email address').fill('script@example.org')
    await form.getByRole('button', { name: 'Subscribe' }).click()
    await expect
      .poll(() => form.getByRole('status').textContent())
      .toContain('We sent a link to s•••@example.org')
    expect(page.url()).toBe(`${sites.named.origin}/`)
  })
  expect((await signups()).at(-1)).toMatchObject({
    email: 'script@example.org',
    form: 'api',
    preferences: { topics: ['agents', 'tokenization'], frequency: 'weekly', timezone: 'Asia/Tokyo' },
  })
})

test('what is wrong with the address is said on that site too', async () => {
  await withPage(sites.named.origin, async (page) => {
    const form = page.locator('form.broadsheet-form')
    await form.getByLabel('Your email address').fill('postmaster@example.org')
    await form.getByRole('button').click()
    await expect.poll(() => form.getByRole('status').textContent()).toContain('belongs to a machine')
  })
})

test('on a site that is not named, the form still works and its answer opens with us', async () => {
  await withPage(sites.foreign.origin, async (page) => {
    const form = page.locator('form.broadsheet-form')
    await form.getByLabel('Your email address').fill('plain@example.org')
    await form.getByRole('button').click()
    await page.waitForURL(`${home}/subscribe`)
    expect(await page.textContent('main')).toContain('p•••@example.org')
  })
  expect((await signups()).at(-1)).toMatchObject({ email: 'plain@example.org', form: 'home' })
})

test('the frame works on a site that is named and stays empty elsewhere', async () => {
  await withPage(sites.named.origin, async (page) => {
    const frame = page.frameLocator('iframe')
    await frame.getByLabel('Your email address').fill('frame@example.org')
    await frame.getByText('Monthly').click()
    // The form's own time is what is waited for: who sends within two seconds is asked to press again.
    await frame.getByRole('button', { name: 'Subscribe' }).click()
    const again = frame.getByText('press Subscribe once more')
    const sent = frame.getByText('f•••@example.org')
    await again.or(sent).first().waitFor()
    if (await again.first().isVisible()) await frame.getByRole('button', { name: 'Subscribe' }).click()
    await sent.waitFor()
  })
  expect((await signups()).at(-1)).toMatchObject({
    email: 'frame@example.org',
    form: 'embed',
    preferences: { topics: ['agents'], frequency: 'monthly', timezone: 'Asia/Tokyo' },
  })
  await withPage(sites.foreign.origin, async (page) => {
    const frame = page.frames().find((one) => one !== page.mainFrame())
    expect(await frame?.locator('form').count()).toBe(0)
  })
})

test('scripts of other sites are allowed to send a sign-up from named origins alone, and nothing else from anywhere', async () => {
  const preflight = (origin: string, url = '/api/v1/subscriptions') =>
    api.app.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
  const named = await preflight(sites.named.origin)
  expect(named.statusCode).toBe(204)
  expect(named.headers).toMatchObject({
    'access-control-allow-origin': sites.named.origin,
    'access-control-allow-headers': 'content-type',
    vary: 'Origin',
  })
  for (const origin of [
    sites.foreign.origin,
    'null',
    `${sites.named.origin}.evil.example`,
    'https://evil.example',
  ])
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined()
  for (const url of ['/subscribe', '/api/v1/papers', '/unsubscribe/x', '/privacy/erase'])
    expect((await preflight(sites.named.origin, url)).headers['access-control-allow-origin']).toBeUndefined()
  expect(named.headers['access-control-allow-credentials']).toBeUndefined()
})

test('only the form may be framed, and only by the sites that are named', async () => {
  const policy = async (url: string) => String((await api.app.inject(url)).headers['content-security-policy'])
  expect(await policy('/embed')).toContain(`frame-ancestors ${sites.named.origin};`)
  for (const url of ['/', '/privacy', '/embed/code', '/papers', '/unsubscribe/x'])
    expect(await policy(url)).toContain("frame-ancestors 'none'")
  const closed = await startTestApi()
  expect((await closed.app.inject('/embed')).headers['content-security-policy']).toContain(
    "frame-ancestors 'none'",
  )
  await closed.close()
})

test('the script is at most 5 kB, and all that a page loads at most 40 kB', async () => {
  const sizes = Object.fromEntries(
    await Promise.all(
      ['embed.js', 'forms.js', 'altcha.js', 'style.css'].map(
        async (name) => [name, (await api.app.inject(`/assets/${name}`)).rawPayload.length] as const,
      ),
    ),
  )
  expect(sizes['embed.js']).toBeLessThanOrEqual(5_000)
  expect(
    (sizes['forms.js'] ?? 0) + (sizes['altcha.js'] ?? 0) + (sizes['style.css'] ?? 0),
  ).toBeLessThanOrEqual(40_000)
})

test('the page with the code names this installation in every snippet', async () => {
  const { body } = await api.app.inject('/embed/code')
  expect(body.match(/https:\/\/broadsheet\.test\/(?:subscribe|embed\.js|embed\?topics=)/g)).toHaveLength(3)
})
