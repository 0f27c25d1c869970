import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { dumpDatabase } from '../harness/dump-database.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let serial = 0
let readerId: number

beforeAll(async () => {
  site = await startReaderSite()
  const { addPaper } = site.world
  await addPaper({ title: 'Bytes instead of words', topics: ['tokenization'], score: 5 })
  await addPaper({
    title: 'A robot that folds shirts',
    topics: ['robotics'],
    categories: ['cs.RO'],
    score: 9,
  })
  await addPaper({
    title: 'Proteins by the thousand',
    categories: ['q-bio.QM'],
    authors: ['Rosa Lind'],
    score: 8,
  })
  await addPaper({ title: 'A survey of songs', categories: ['eess.AS'], score: 7 })
  await addPaper({ title: 'Songs of whales', categories: ['eess.AS'], score: 6 })
  site.world.clock.advance({ minutes: 10 })
})
afterAll(() => site.close())

beforeEach(async () => {
  serial += 1
  readerId = await site.world.addReader(`person${serial}@example.org`, {
    topics: ['tokenization'],
    categories: ['cs.CL'],
    keywords: ['byte pair'],
    authors: ['Emmy Noether'],
  })
})

const path = () => `/preferences/${site.world.links.sign('preferences', String(readerId))}`
const stored = () => findSubscriber(site.world.db, readerId)
/** All that is kept; that a network looked is counted, and nothing of a reader's. */
const dumpKept = async () =>
  (await dumpDatabase(site.world.db)).split('\n').filter((line) => !line.startsWith('public.signup_meters:'))
const get = () => site.app.inject({ method: 'GET', url: path() })

type Fields = Readonly<Record<string, string | readonly string[]>>
const usual: Fields = {
  topics: ['tokenization'],
  frequency: 'daily',
  weekday: '1',
  hour: '7',
  timezone: 'UTC',
  maxPapers: '10',
  pausedUntil: '',
}

function send(fields: Fields, part = '') {
  const body = new URLSearchParams()
  for (const [name, values] of Object.entries({ ...usual, ...fields }))
    for (const value of [values].flat()) body.append(name, value)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return site.app.inject({ method: 'POST', url: `${path()}${part}`, headers, payload: body.toString() })
}

test('everything a reader may choose is saved from the form, and shown as saved', async () => {
  const answer = await send({
    topics: ['agents', 'tokenization'],
    categories: ['', 'stat.ML', 'cs.CL'],
    keywords: 'speech -music\r\n “byte pair” , "red, green" OR blue\r\n\r\n',
    authors: 'Noether, Emmy\r\nAda Brandt; Rosa Lind',
    frequency: 'weekly',
    weekday: '5',
    hour: '18',
    timezone: 'Asia/Tokyo',
    maxPapers: '4',
    alsoTrending: ['', 'yes'],
    locale: 'en',
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('Saved.')
  expect(await stored()).toMatchObject({
    preferences: {
      topics: ['agents', 'tokenization'],
      categories: ['cs.CL', 'stat.ML'],
      keywords: ['"byte pair"', '"red, green" OR blue', 'speech -music'],
      authors: ['Ada Brandt', 'Noether, Emmy', 'Rosa Lind'],
      frequency: 'weekly',
      weekday: 5,
      hour: 18,
      timezone: 'Asia/Tokyo',
      maxPapers: 4,
    },
    alsoTrending: true,
    locale: 'en',
  })
  const { body } = await get()
  expect(body).toMatch(/name="alsoTrending" value="yes" checked/)
  expect(body).toMatch(/name="categories" value="stat.ML" checked/)
  expect(body).toContain('speech -music</textarea>')
})

test('what the form names and leaves empty is emptied; what an older form did not have stays', async () => {
  await send({ alsoTrending: 'yes' })
  await send({})
  expect(await stored()).toMatchObject({
    preferences: { categories: ['cs.CL'], keywords: ['byte pair'], authors: ['Emmy Noether'] },
    alsoTrending: true,
  })
  await send({ categories: '', keywords: '', authors: ' \n ', alsoTrending: '' })
  expect(await stored()).toMatchObject({
    preferences: { categories: [], keywords: [], authors: [] },
    alsoTrending: false,
  })
})

test.each([
  ['keywords', { keywords: 'whales\nthe' }, '“the” finds nothing by itself'],
  ['keywords', { keywords: '-survey' }, '“-survey” finds nothing by itself'],
  ['keywords', { keywords: `${'x'.repeat(101)}` }, 'A keyword has at most 100 letters.'],
  ['keywords', { keywords: Array.from({ length: 21 }, (_, n) => `word${n}`).join(', ') }, 'at most 20'],
  ['authors', { authors: 'X' }, 'An author has at least 2 letters.'],
  ['categories', { categories: ['cs.CL', 'cs.XX'] }, 'One of these categories does not exist.'],
  ['maxPapers', { maxPapers: '51' }, 'Choose between 1 and 50 papers.'],
  ['pausedUntil', { pausedUntil: '2020-01-01' }, 'Choose a day after today'],
] as const)(
  'a fault in %s is said beside the field, whether saved or previewed, and nothing is lost or changed',
  async (field, fault, message) => {
    const typed = { keywords: 'one\ntwo', authors: 'Rosa Lind', maxPapers: '7', hour: '19', ...fault }
    const before = await dumpKept()
    for (const part of ['', '/preview']) {
      const { statusCode, body } = await send(typed, part)
      expect(statusCode).toBe(400)
      const said = new RegExp(`id="${field}-error"[^>]*>(?:<span[^>]*>▲ </span>)?([^<]*)`).exec(body)?.[1]
      expect(said).toContain(message)
      expect(body).toContain(`<a href="#${field}">`)
      for (const kept of [typed.keywords.split('\n')[0], typed.authors, `value="${typed.maxPapers}"`])
        expect(body).toContain(kept)
      expect(body).toContain('<option value="19" selected>')
    }
    expect(await dumpKept()).toEqual(before)
  },
)

test('a preview shows what unsaved choices would bring, keeps them in the form, and saves nothing', async () => {
  const before = await dumpKept()
  const choices = { topics: [], categories: ['q-bio.QM'], keywords: 'songs -survey', authors: '' }
  const { statusCode, body } = await send(choices, '/preview')
  expect(statusCode).toBe(200)
  const [preview = ''] = /<section class="preview"[\s\S]*?<\/section>/.exec(body) ?? []
  expect(preview).toContain('It would hold 2 papers')
  for (const part of ['Proteins by the thousand', 'Songs of whales', 'because you follow songs -survey'])
    expect(preview).toContain(part)
  expect(preview).not.toContain('A survey of songs')
  expect(preview).toContain('Not saved yet.')
  expect(body).toContain('songs -survey</textarea>')
  expect(body).toMatch(/name="categories" value="q-bio.QM" checked/)
  expect(await dumpKept()).toEqual(before)
})

test('a preview follows authors, the number of papers and what trends besides', async () => {
  const also = { topics: [], categories: '', keywords: '', authors: 'Lind, R.', alsoTrending: 'yes' }
  const wide = (await send({ ...also, maxPapers: '3' }, '/preview')).body
  expect(wide).toContain('It would hold 1 paper and 2 from elsewhere')
  expect(wide.indexOf('Proteins by')).toBeLessThan(wide.indexOf('Also trending'))
  expect(wide.indexOf('Also trending')).toBeLessThan(wide.indexOf('A robot that folds shirts'))
  const narrow = (await send({ ...also, maxPapers: '1' }, '/preview')).body
  expect(narrow).not.toContain('Also trending')
  const nothing = (await send({ ...also, authors: 'Nobody Known' }, '/preview')).body
  expect(nothing).toContain('Nothing new fits these choices now')
})

test('whatever is typed comes back as text', async () => {
  const hostile = '</textarea><script>alert(1)</script>"<%= 1 %>'
  for (const part of ['', '/preview', '/forget']) {
    const { body } = await send({ keywords: `${hostile}\n-`, authors: hostile, maxPapers: hostile }, part)
    expect(body).not.toContain('<script>alert')
    expect(body).toContain('&lt;/textarea&gt;&lt;script&gt;')
  }
})

test('the form of somebody who left shows the way back and no settings', async () => {
  await site.world.db.execute(
    sql`update subscribers set status = 'unsubscribed', next_digest_at = null where id = ${readerId}`,
  )
  expect((await get()).body).not.toContain('<form')
  expect((await send({})).statusCode).toBe(404)
  expect((await send({}, '/preview')).statusCode).toBe(404)
})
