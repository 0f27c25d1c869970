import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTaste } from '../../services/digests/taste.ts'
import { eraseAddress } from '../../services/subscribers/erase.ts'
import { unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { dumpDatabase } from '../harness/dump-database.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'
import { rows } from '../subscribers/readers.ts'

const address = 'person@example.org'
const subjects = [
  { title: 'Humanoid robots that walk on ice', abstract: 'A humanoid walks on ice.' },
  { title: 'Speech recognition for rare languages', abstract: 'Speech in rare languages is recognised.' },
]

let site: ReaderSite
let readerId: number

beforeEach(async () => {
  site = await startReaderSite()
  for (let place = 0; place < 12; place += 1) {
    const { title = '', abstract = '' } = subjects[place % 2] ?? {}
    const paper = { title: `${title}, part ${place}`, abstract, topics: ['tokenization'] }
    await site.world.addPaper({ ...paper, score: 20 - place / 10 })
  }
  readerId = await site.world.addReader(address, { topics: ['tokenization'], maxPapers: 4 })
  site.world.clock.advance({ hours: 2 })
  await site.sendAll()
})
afterEach(() => site.close())

/** What the feedback links of the reader's mail begin with, one a paper in the order shown. */
async function links(): Promise<string[]> {
  const all = (await site.linksTo(address)).filter((link) => link.includes('/feedback/'))
  return [...new Set(all.map((link) => new URL(link).pathname.replace(/\/(more|less)$/, '')))]
}
const get = (url: string) => site.app.inject({ method: 'GET', url })
const post = (url: string) => site.app.inject({ method: 'POST', url })
const verdicts = () =>
  rows(site.world.db, sql`select paper_id, verdict from paper_verdicts where subscriber_id = ${readerId}`)
const tastes = () =>
  rows(
    site.world.db,
    sql`select encode(weights, 'hex') as weights, center, verdicts from tastes where subscriber_id = ${readerId}`,
  )
const preferencesPage = async () =>
  (await get(`/preferences/${site.world.links.sign('preferences', String(readerId))}`)).body

test('each paper of a mail has its own page, and opening any of them changes nothing', async () => {
  const found = await links()
  expect(new Set(found).size).toBe(4)
  const before = await dumpDatabase(site.world.db)
  for (const link of found) {
    for (const path of [link, `${link}/more`, `${link}/less`]) {
      const page = await get(path)
      expect(page.statusCode).toBe(200)
      expect(page.headers['cache-control']).toBe('no-store')
      expect(page.body).toContain(', part ')
      expect(page.body).toMatch(/<button[^>]*>More like this<\/button>/)
      expect(page.body).toMatch(/<button[^>]*>Less like this<\/button>/)
      await site.app.inject({ method: 'HEAD', url: path })
    }
  }
  expect(await dumpDatabase(site.world.db)).toBe(before)
})

test('a press is noted once, however often it is pressed, and the last word counts', async () => {
  const [link = ''] = await links()
  const pages = await Promise.all(Array.from({ length: 5 }, () => post(`${link}/less`)))
  expect(pages.map((page) => page.statusCode)).toEqual([200, 200, 200, 200, 200])
  expect(pages[0]?.body).toContain('Noted: less like this')
  expect(await verdicts()).toMatchObject([{ verdict: 'less' }])
  const learnt = await tastes()
  await post(`${link}/less`)
  expect(await tastes()).toEqual(learnt)
  expect((await get(`${link}/less`)).body).toContain('You have said: less like this')
  await post(`${link}/more`)
  expect(await verdicts()).toMatchObject([{ verdict: 'more' }])
})

test('the page speaks the language that the reader has stored, wherever the link is opened', async () => {
  const [link = ''] = await links()
  await site.world.db.execute(sql`update subscribers set locale = 'de' where id = ${readerId}`)
  const page = await site.app.inject({ url: `${link}/less`, headers: { 'accept-language': 'fr' } })
  expect(page.body).toContain('<html lang="de">')
  expect((await post(`${link}/less`)).body).toContain('<html lang="de">')
  expect((await get(`${link}/less?lang=en`)).body).toContain('<html lang="en">')
})

test('undo leaves neither the word nor what was learnt from it', async () => {
  const [link = '', other = ''] = await links()
  await post(`${link}/more`)
  const first = await tastes()
  await post(`${other}/less`)
  expect((await post(`${other}/undo`)).body).toContain('Undone.')
  expect(await tastes()).toEqual(first)
  await post(`${link}/undo`)
  await post(`${link}/undo`)
  expect(await verdicts()).toEqual([])
  expect(await tastes()).toEqual([])
})

test('presses at the same moment are all learnt from', async () => {
  const found = await links()
  await Promise.all(found.map((link) => post(`${link}/less`)))
  expect(await verdicts()).toHaveLength(4)
  expect(await tastes()).toMatchObject([{ verdicts: 4 }])
})

test('the next digest brings the liked subject first, and still some of the other', async () => {
  const likes = async (part: string) => {
    const found = []
    for (const link of await links()) if ((await get(link)).body.includes(part)) found.push(link)
    return found
  }
  for (const link of await likes('Speech')) await post(`${link}/more`)
  for (const link of await likes('Humanoid')) await post(`${link}/less`)
  site.world.clock.advance({ hours: 24 })
  await site.sendAll()
  const [row] = await rows(
    site.world.db,
    sql`
    select array(select p.title from unnest(g.paper_ids) with ordinality as u (id, place) join papers p using (id) order by place) as titles
    from deliveries d join digests g on g.id = d.digest_id where d.subscriber_id = ${readerId} order by d.id desc limit 1`,
  )
  const titles = String(row?.['titles']).split(/,(?=Humanoid|Speech)/)
  expect(titles).toHaveLength(4)
  expect(titles.slice(0, 3).every((title) => title.startsWith('Speech'))).toBe(true)
  site.world.clock.advance({ hours: 24 })
  await site.sendAll()
  const rest = await rows(
    site.world.db,
    sql`
    select p.title from deliveries d join digests g on g.id = d.digest_id, unnest(g.paper_ids) as u (id) join papers p using (id)
    where d.subscriber_id = ${readerId}`,
  )
  expect(rest).toHaveLength(12)
})

test('the preferences tell what was learnt, and forget all of it at one press', async () => {
  expect(await preferencesPage()).toContain('Your digests learn from what you press there')
  for (const link of await links()) {
    const isSpeech = (await get(link)).body.includes('Speech')
    await post(`${link}/${isSpeech ? 'more' : 'less'}`)
  }
  const page = await preferencesPage()
  expect(page).toContain('You spoke of 4 papers')
  expect(page).toMatch(/More of<\/dt><dd>[^<]*speech/)
  expect(page).toMatch(/Less of<\/dt><dd>[^<]*humanoid/)
  const token = site.world.links.sign('preferences', String(readerId))
  const forgotten = await post(`/preferences/${token}/forget`)
  expect(forgotten.body).toContain('Forgotten.')
  expect(await verdicts()).toEqual([])
  expect(await tastes()).toEqual([])
})

test('a link that is forged, cut short or of another purpose opens nothing', async () => {
  const [link = ''] = await links()
  const [delivery] = await rows(
    site.world.db,
    sql`select id from deliveries where subscriber_id = ${readerId}`,
  )
  const { sign } = site.world.links
  const [, , token = '', paper = ''] = link.split('/')
  const strangers = ['x', '1.2', '999999', "1' or 1=1", `${delivery?.['id']} `]
  const bad = [
    `${link}x`,
    `${link}999`,
    ...[token.slice(0, -2), `${token}x`, sign('preferences', String(readerId))].map(
      (bad) => `/feedback/${bad}/${paper}`,
    ),
    ...['0', '999999', '-1', `${paper}.0`, '%27', '1e1'].map((bad) => `/feedback/${token}/${bad}`),
    ...strangers.map((subject) => `/feedback/${sign('feedback', subject)}/${paper}`),
  ]
  for (const path of bad)
    for (const url of [path, `${path}/more`]) {
      expect((await get(url)).statusCode).toBe(404)
      expect((await post(`${path}/more`)).statusCode).toBe(404)
    }
  expect(await verdicts()).toEqual([])
})

test('what a reader may have of their data says what they pressed and what was learnt from it', async () => {
  const [link = ''] = await links()
  await post(`${link}/less`)
  const kept = await readTaste(site.world.db, readerId)
  expect(kept.papers).toMatchObject([{ verdict: 'less', at: site.world.clock.now() }])
  expect(kept.papers[0]?.title).toContain(', part ')
  expect(kept.learnt.less.length).toBeGreaterThan(0)
})

test('who left is asked nothing, and who is erased leaves no word and no taste', async () => {
  const [link = ''] = await links()
  await post(`${link}/more`)
  const deps = { db: site.world.db, now: site.world.clock.now, links: site.world.links }
  await unsubscribe(deps, readerId, 'one-click')
  expect((await post(`${link}/less`)).statusCode).toBe(404)
  await eraseAddress(deps, address)
  expect((await get(link)).statusCode).toBe(404)
  expect(await verdicts()).toEqual([])
  expect(await tastes()).toEqual([])
})

test('no feedback link reaches the log', async () => {
  const [link = ''] = await links()
  await post(`${link}/more`)
  const [, , token = ''] = link.split('/')
  expect([...site.logged, ...site.world.logged].join('')).not.toContain(token)
})
