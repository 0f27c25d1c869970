import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JsonFeed, parseAtom } from '../harness/feed-formats.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let paperId: number
beforeAll(async () => {
  site = await startReaderSite()
  paperId = await site.world.addPaper({ title: 'Pieces of words', topics: ['tokenization'] })
})
afterAll(() => site.close())

const get = (url: string, acceptLanguage?: string) =>
  site.app.inject({ url, headers: acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage } })

test('what a topic is about is said in the language of its page', async () => {
  const { body } = await get('/topics/tokenization', 'de')
  expect(body).toContain('Wie Text oder Bilder in Token zerlegt werden')
  expect(body).toMatch(/<meta name="description" content="Wie Text/)
  expect((await get('/topics/tokenization', 'en')).body).toContain('How text or images are cut into tokens')
})

describe('a feed', () => {
  test('is titled in the language of its address, else of the program that reads it, under an address of its own', async () => {
    const german = parseAtom((await get('/topics/tokenization/feed.xml?lang=de', 'fr')).body)
    expect(german.title).toBe('Broadsheet: im Trend bei Tokenisierung')
    expect(german.id).toContain('/topics/tokenization/feed.xml?lang=de')
    const french = await get('/feed.json', 'fr')
    expect(french.headers['vary']).toContain('Accept-Language')
    expect(JsonFeed.parse(french.json())).toMatchObject({
      title: 'Broadsheet : articles en vue',
      description: 'Articles de recherche en vue, les plus forts d’abord.',
      language: 'fr',
      feed_url: `${site.url}/feed.json`,
    })
    expect((await get('/', 'en')).body).toContain('href="/feed.xml"')
    expect((await get('/?lang=de')).body).toContain('href="/feed.xml?lang=de"')
  })

  test('keeps the papers in their own language, under topics that a program knows in every language', async () => {
    const told = async (header: string) => {
      const [item] = JsonFeed.parse((await get('/feed.json', header)).json()).items
      const xml = (await get('/feed.xml', header)).body
      return { item, category: /<category [^>]*>/.exec(xml)?.[0] }
    }
    const [english, german] = [await told('en'), await told('de')]
    expect(german.item).toMatchObject({ id: english.item?.id, title: english.item?.title, language: 'en' })
    expect(german.item?.tags).toEqual(['Tokenisierung'])
    expect(german.category).toContain('term="Tokenization" label="Tokenisierung"')
    expect(english.category).toContain('term="Tokenization" label="Tokenization"')
  })
})

describe('the script for other sites', () => {
  test('speaks the language of its address, else the reader’s, and asks for answers in it', async () => {
    const script = await get('/embed.js?lang=de', 'fr')
    expect(script.headers['vary']).toContain('Accept-Language')
    for (const words of ['"Ihre E-Mail-Adresse"', '"Abonnieren"', '"Einen Augenblick …"', '"de"'])
      expect(script.body).toContain(words)
    expect(script.body).not.toContain('[[')
    expect((await get('/embed.js', 'fr')).body).toContain('"Un instant…"')
    expect((await get('/embed/code?lang=de')).body).toContain('/embed.js?lang=de"')
  })

  test('is answered by the API in that language, and the mail that follows is in it', async () => {
    const send = (email: string) =>
      site.app.inject({ method: 'POST', url: '/api/v1/subscriptions?lang=de', payload: { email } })
    expect((await send('script@example.org')).json().message).toBe(
      'Wir haben einen Link an s•••@example.org geschickt. Er gilt 3 Tage.',
    )
    expect((await send('ada@')).json().error.fields.email).toContain('Geben Sie eine vollständige')
    await site.sendAll()
    const { pathname } = new URL(await site.linkTo('script@example.org', '/confirm/'))
    expect((await get(pathname, 'en')).body).toContain('Abonnement bestätigen')
  })
})

test('a page that leads on keeps the language of its address', async () => {
  const merged = await site.world.addPaper({ title: 'The same again' })
  await site.world.db.execute(sql`update papers set merged_into = ${paperId} where id = ${merged}`)
  expect((await get(`/papers/${merged}?lang=de`)).headers.location).toBe(`/papers/${paperId}?lang=de`)
  expect((await get(`/papers/${merged}`)).headers.location).toBe(`/papers/${paperId}`)
  expect((await get('/preview?lang=de')).headers.location).toBe('/?lang=de')
})
