import { afterAll, beforeAll, expect, test } from 'vitest'
import { previewMeter } from '../../services/subscribers/limits.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
beforeAll(async () => {
  site = await startReaderSite()
})
afterAll(() => site.close())

const post = (url: string, remoteAddress = '192.0.2.7') =>
  site.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'email=ada%40example.org&topics=agents',
    remoteAddress,
  })
const fragment = () => site.app.inject({ url: '/fragments/papers?topics=agents', remoteAddress: '192.0.2.7' })

test('previews of one network are counted together, on the front page and in the preferences, and by themselves', async () => {
  const readerId = await site.world.addReader('reader@example.org', { topics: ['agents'] })
  const preferences = `/preferences/${site.world.links.sign('preferences', String(readerId))}`
  const ways = [() => post('/preview'), fragment, () => post(`${preferences}/preview`, '192.0.2.200')]
  const burst = previewMeter.roomMs / previewMeter.costMs
  const answers = []
  for (let time = 0; time < burst; time += 1) answers.push(await ways[time % 3]?.())
  expect(answers.map((answer) => answer?.statusCode)).toEqual(Array.from({ length: burst }, () => 200))

  for (const way of ways) {
    const refused = await way()
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1'])
    expect(refused.body).toContain('Too many requests')
  }
  expect((await post('/preview', '198.51.100.7')).statusCode).toBe(200)
  expect((await post('/subscribe')).statusCode).toBe(200)
  expect((await site.app.inject({ url: preferences, remoteAddress: '192.0.2.7' })).statusCode).toBe(200)

  site.world.clock.advance({ minutes: 1 / 60 })
  expect((await post('/preview')).statusCode).toBe(200)
  expect((await fragment()).statusCode).toBe(429)
})
