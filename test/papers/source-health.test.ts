import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  batch,
  createSourceWorld,
  emptyFeed,
  feed,
  minutes,
  type SourceWorld,
  wholeDay,
} from './source-world.ts'

let world: SourceWorld
beforeAll(async () => {
  world = await createSourceWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

describe('silence', () => {
  test('is waited through after an announcement, then known as a stall, whatever the dates say', async () => {
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'never' })
    world.answer = (_, response) => response.end(batch(10_000))
    await world.readFeeds('cs.CL')
    expect(await world.healthOf('arxiv')).toMatchObject({
      state: 'fresh',
      parts: [{ name: 'cs.CL', state: 'fresh' }],
    })
    // Monday, 20:00 in Ithaca: the next batch is due, and looked for every quarter of an hour.
    world.at = new Date('2026-11-24T03:00:00Z')
    world.answer = (_, response) => response.end(batch(10_000).replaceAll('2026', '2027'))
    expect((await world.readFeeds('cs.CL'))?.nextAt).toEqual(new Date(world.at.getTime() + minutes(15)))
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'waiting' })
    world.at = new Date('2026-11-24T14:00:00Z')
    await world.readFeeds('cs.CL')
    expect(await world.healthOf('arxiv')).toMatchObject({
      state: 'stalled',
      reason: 'cs.CL: nothing new since 2026-11-23 12:00 UTC',
    })
    world.answer = (_, response) => response.end(batch(20_000))
    expect((await world.readFeeds('cs.CL'))?.nextAt).toEqual(new Date(world.at.getTime() + minutes(60)))
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'fresh', reason: undefined })
  })

  test('of one category shows, although the others are current', async () => {
    world.answer = (request, response) =>
      response.end(batch(request.url?.endsWith('cs.AI') ? 10_000 : 20_000))
    await world.readFeeds('cs.AI', 'cs.CL')
    world.at = new Date('2026-11-24T14:00:00Z')
    world.answer = (request, response) =>
      response.end(batch(request.url?.endsWith('cs.AI') ? 10_000 : 30_000))
    await world.readFeeds('cs.AI', 'cs.CL')
    expect(await world.healthOf('arxiv')).toMatchObject({
      state: 'stalled',
      reason: 'cs.AI: nothing new since 2026-11-23 12:00 UTC',
      parts: [
        { name: 'cs.AI', state: 'stalled' },
        { name: 'cs.CL', state: 'fresh' },
      ],
    })
  })

  test('at a weekend and on a holiday is quiet, with an empty feed as with the old one', async () => {
    world.at = new Date('2026-11-26T06:00:00Z')
    world.answer = (_, response) => response.end(batch(10_000))
    await world.readFeeds('cs.CL')
    // Thursday's announcement does not come: Thanksgiving. Friday and Saturday have none.
    for (const day of [27, 28, 29]) {
      world.at = new Date(`2026-11-${day}T12:00:00Z`)
      world.answer = (_, response) => response.end(day === 28 ? emptyFeed : batch(10_000))
      await world.readFeeds('cs.CL')
      expect(await world.healthOf('arxiv')).toMatchObject({ state: 'quiet', reason: undefined })
    }
    // Sunday evening brings one again; the same papers as before the empty feed are no news.
    world.at = new Date('2026-11-30T14:00:00Z')
    await world.readFeeds('cs.CL')
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'stalled' })
  })

  test('of a small category for a day is quiet, for a week a stall', async () => {
    world.answer = (_, response) => response.end(feed)
    await world.readFeeds('cs.GL')
    world.answer = (_, response) => response.end(emptyFeed)
    world.at = new Date('2026-11-24T14:00:00Z')
    await world.readFeeds('cs.GL')
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'quiet' })
    world.at = new Date('2026-12-01T14:00:00Z')
    await world.readFeeds('cs.GL')
    expect(await world.healthOf('arxiv')).toMatchObject({ state: 'stalled' })
  })

  test('of a worker that no longer asks is a stall', async () => {
    world.answer = wholeDay
    await world.readPage()
    world.later(minutes(37 * 60))
    expect(await world.healthOf('huggingface')).toMatchObject({
      state: 'stalled',
      reason: 'not read since 2026-11-23 12:00 UTC',
    })
  })
})
