import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { buildSignupReader } from '../../services/api/sign-up.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
beforeAll(async () => {
  site = await startReaderSite()
})
afterAll(() => site.close())

const get = (url: string, acceptLanguage?: string) =>
  site.app.inject({ url, headers: acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage } })
const post = (url: string, fields: Record<string, string>, acceptLanguage = 'en') =>
  site.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': acceptLanguage },
    payload: new URLSearchParams(fields).toString(),
  })

describe('a page', () => {
  test.each(['/', '/papers', '/editions', '/topics/agents', '/privacy', '/embed', '/no-such-page'])(
    '%s is in the language asked for, and says so to readers and caches',
    async (url) => {
      for (const [header, lang] of [
        ['de-AT,en;q=0.5', 'de'],
        ['fr', 'fr'],
        ['ja', 'en'],
      ] as const) {
        const { body, headers } = await get(url, header)
        expect(body).toContain(`<html lang="${lang}">`)
        expect(headers['content-language']).toBe(lang)
        expect(headers['vary']).toContain('Accept-Language')
      }
    },
  )

  test('whose address chooses counts for more than the browser, and its links and forms keep the choice', async () => {
    const { body } = await get('/papers?q=a&lang=de', 'fr')
    expect(body).toContain('<html lang="de">')
    expect(body).toContain('action="/papers?lang=de"')
    expect(body).toContain('<input type="hidden" name="lang" value="de">')
    const inner = [...body.matchAll(/ (?:href|action)="(\/[^"]*)"/g)].map((match) => match[1] ?? '')
    expect(inner.filter((href) => !/^\/assets\/|[?;]lang=/.test(href))).toEqual([])
    const { body: home } = await get('/?lang=fr')
    expect(home).toContain('action="/subscribe?lang=fr"')
    expect(home).toContain('formaction="/preview?lang=fr#today"')
  })

  test('offers itself in each language, with all else of its address kept', async () => {
    const { body } = await get('/topics/agents?sort=new', 'de')
    expect(body).toContain('href="/topics/agents?sort=new&amp;lang=fr" lang="fr" hreflang="fr">Français</a>')
    expect(body).toMatch(/lang="de" hreflang="de" aria-current="true">Deutsch</)
  })

  test('keeps no choice that the address did not make, nor one that there is not', async () => {
    expect((await get('/', 'de')).body).toContain('href="/papers"')
    const { body } = await get('/?lang=xx%22%3E', 'de')
    expect(body).toContain('<html lang="de">')
    expect(body).not.toContain('xx"')
  })

  test('a 304 says as well that it depends on the language, and each language has a tag of its own', async () => {
    const german = await get('/papers', 'de')
    const tag = z.string().parse(german.headers.etag)
    const again = await site.app.inject({
      url: '/papers',
      headers: { 'accept-language': 'de', 'if-none-match': tag },
    })
    expect(again.statusCode).toBe(304)
    expect(again.headers['vary']).toContain('Accept-Language')
    expect((await get('/papers', 'fr')).headers.etag).not.toBe(tag)
  })
})

test('what is wrong with a form is said in the language of the page, and in English by the API', async () => {
  const fields = { email: 'ada@', hour: '25', timezone: 'Mars', frequency: 'hourly', topics: 'none' }
  const { body } = await post('/subscribe', fields, 'de')
  expect(body).toContain('Geben Sie eine vollständige E-Mail-Adresse ein')
  expect(body).toContain('Wählen Sie täglich, wöchentlich oder monatlich.')
  expect(body).not.toMatch(/Choose|Enter/)
  const api = await site.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    headers: { 'accept-language': 'de' },
    payload: fields,
  })
  expect(api.json()).toMatchObject({ error: { fields: { hour: 'Choose an hour from 0 to 23.' } } })
})

test('every complaint that a field can give has its words in every language', () => {
  const read = buildSignupReader({ topics: loadTopics() })
  const long = 'x'.repeat(300)
  const many = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, place) => `${prefix}${place}`)
  const bodies = [
    ...[
      '',
      'a',
      'é@example.org',
      'a b@example.org',
      'a@b',
      `${'x'.repeat(60)}@${'y'.repeat(60)}.${'z.'.repeat(80)}org`,
    ].map((email) => ({ email })),
    { email: 'abuse@example.org', topics: [1], categories: [1], keywords: [1], authors: [1] },
    { topics: ['none'], categories: ['CS'], keywords: ['a'], authors: ['a'] },
    { categories: ['cs.XX'], keywords: [long], authors: [long], frequency: 'x', hour: 24, weekday: 8 },
    { keywords: many(21, 'word'), authors: many(51, 'name'), timezone: 'x', maxPapers: 51 },
    { timezone: 1, hour: 'x', maxPapers: 'x' },
  ]
  const complaints = new Set(
    bodies.flatMap((body) => {
      const signup = read(body)
      return signup.ok ? [] : Object.values(signup.errors)
    }),
  )
  expect(complaints.size).toBeGreaterThan(20)
  const { all } = loadLanguages('templates/locales')
  for (const { id, complaint } of all.filter((words) => words.id !== 'en'))
    for (const words of complaints) expect(complaint(words), `${id}: ${words}`).not.toBe(words)
})

test('a reader who signs up in German gets German mails, and pages behind their links are German anywhere', async () => {
  const email = 'ada@example.org'
  const answer = await post('/subscribe', { email, topics: 'agents', timezone: 'Europe/Berlin' }, 'de')
  expect(answer.body).toContain('Sehen Sie in Ihr Postfach')
  await site.sendAll()
  const confirmation = site.world.sink.mails.findLast((mail) => mail.to === email)
  expect(confirmation?.raw.toString()).toMatch(/Best=C3=A4tigen Sie Ihr Abonnement|Best=?\S*tigen/)
  const { pathname } = new URL(await site.linkTo(email, '/confirm/'))
  expect((await get(pathname, 'en')).body).toContain('Abonnement bestätigen')
  const confirmed = await post(pathname, {}, 'en')
  expect(confirmed.body).toContain('Sie haben abonniert')
  const preferences = /href="(\/preferences\/[^"]+)"/.exec(confirmed.body)?.[1] ?? ''
  const page = await get(preferences, 'en')
  expect(page.body).toContain('<option value="de" selected>Deutsch</option>')
  expect((await get(`${preferences}?lang=en`, 'de')).body).toContain('Your preferences')

  const saved = await post(
    preferences,
    { topics: 'agents', locale: 'fr', timezone: 'UTC', maxPapers: '10' },
    'en',
  )
  expect(saved.body).toContain('<html lang="fr">')
  expect(saved.body).toContain('Enregistré.')
})

describe('the papers beside the form', () => {
  test('follow the ticked topics by a button, with all that was typed kept and no address in a URL', async () => {
    const { body, headers } = await post('/preview', {
      email: 'ada@example.org',
      topics: 'tokenization',
      frequency: 'weekly',
      hour: '18',
      timezone: 'Europe/Berlin',
    })
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toContain('What you would get')
    expect(body).toMatch(/name="email" type="email" value="ada@example.org"/)
    expect(body).toContain('value="tokenization" checked>')
    expect(body).toContain('value="weekly" checked>')
    expect(body).toContain('<option value="18" selected>')
    expect(body).not.toMatch(/(?:href|action)="[^"]*ada(?:@|%40)/)
    expect(body).not.toContain('field-error')
  })

  test('are the same by a script and by the address, and only those of the topics', async () => {
    const fragment = await get('/fragments/papers?topics=tokenization,no-such,%00&lang=de')
    expect(fragment.statusCode).toBe(200)
    expect(fragment.headers['vary']).toContain('Accept-Language')
    expect(fragment.body).toContain('Das würden Sie bekommen')
    expect((await get('/?topics=tokenization&lang=de')).body).toContain(fragment.body.trim())
    expect((await get('/fragments/papers', 'fr')).body).toContain('Ce que vous recevriez')
  })
})
