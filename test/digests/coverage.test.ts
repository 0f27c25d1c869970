import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planDue } from '../../services/delivery/plan.ts'
import { sourcesLine } from '../../services/digests/coverage-line.ts'
import { listDigests } from '../../services/digests/digest-store.ts'
import { type Coverage, measureCoverage } from '../../services/papers/coverage.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { createWorld } from '../harness/delivery-world.ts'
import { batch, createSourceWorld, minutes, type SourceWorld, wholeDay } from '../papers/source-world.ts'

const arxiv = (...parts: Coverage[number]['parts']): Coverage[number] => ({
  title: 'arXiv',
  announced: 412,
  read: 410,
  parts,
})
const part = (name: string, announced: number, read = announced) => ({ name, announced, read })

const { wordsOf } = loadLanguages('templates/locales')
const line = (
  coverage: Coverage,
  digest: { readonly categories: readonly string[]; readonly because: readonly (readonly string[])[] },
  lang = 'en',
) => sourcesLine(wordsOf(lang), { ...digest, edition: { coverage } })

describe('the line under a digest', () => {
  const coverage = [
    arxiv(part('cs.CL', 213), part('cs.AI', 300, 299), part('cs.GL', 1)),
    { ...arxiv(), title: 'Hugging Face' },
  ]

  test('tells of the categories that the reader follows, the largest first', () => {
    const because = [['cs.CL'], ['cs.CL', 'agents'], ['agents']]
    expect(line(coverage, { categories: ['cs.CL', 'cs.GL'], because })).toBe(
      '213 of 213 cs.CL announcements read, 2 chosen. 1 of 1 cs.GL announcement read, 0 chosen.',
    )
    expect(line(coverage, { categories: ['cs.AI'], because })).toBe(
      '299 of 300 cs.AI announcements read, 0 chosen.',
    )
  })

  test('tells of all sources to who follows no category', () => {
    expect(line(coverage, { categories: ['math.AG'], because: [[], []] })).toBe(
      '410 of 412 arXiv announcements and 410 of 412 Hugging Face papers read, 2 chosen.',
    )
  })

  test('counts in the plural and the words of each language', () => {
    const many = Array.from({ length: 5 }, (_, place) => part(`cs.${place}`, 1_200 - place))
    const told = (count: number, lang: string) =>
      line([arxiv(...many)], { categories: many.slice(0, count).map(({ name }) => name), because: [] }, lang)
    expect(told(4, 'en')).toMatch(
      /^1,200 of 1,200 cs\.0 announcements read, 0 chosen\..* 1 more of your categories was read\.$/,
    )
    expect(told(5, 'en')).toMatch(/ 2 more of your categories were read\.$/)
    expect(told(1, 'de')).toBe('1.200 von 1.200 Ankündigungen in cs.0 gelesen, 0 ausgewählt.')
    expect(told(4, 'fr')).toMatch(/ 1 autre de vos catégories a été lue\.$/)
  })

  test('is made once for all readers of an edition who are told the same', () => {
    let said = 0
    const english = wordsOf('en')
    const say: typeof english.say = (...message) => {
      said += 1
      return english.say(...message)
    }
    const words = { ...english, say }
    const edition = { coverage, sources: { read: ['arXiv'], partly: [], down: [] } }
    const first = sourcesLine(words, { edition, categories: ['math.AG'], because: [['agents']] })
    const once = said
    expect(sourcesLine(words, { edition, categories: [], because: [['speech']] })).toBe(first)
    expect(said).toBe(once)
    expect(sourcesLine(words, { edition, categories: [], because: [[], []] })).not.toBe(first)
  })

  test('says nothing where nothing is known', () => {
    expect(line([], { categories: ['cs.CL'], because: [] })).toBe('')
  })
})

describe('what is counted', () => {
  let world: SourceWorld
  beforeAll(async () => {
    world = await createSourceWorld()
  })
  beforeEach(() => world.reset())
  afterAll(() => world.close())
  const measure = () =>
    measureCoverage(world.db, {
      since: new Date('2026-11-23T00:00:00Z'),
      until: new Date('2026-11-25T00:00:00Z'),
    })

  test('are announcements, each once however often the feed is read', async () => {
    world.answer = (_, response) => response.end(batch(10_000))
    await world.readFeeds('cs.CL')
    world.later(minutes(60))
    await world.readFeeds('cs.CL')
    expect(await measure()).toEqual([
      { title: 'arXiv', announced: 25, read: 25, parts: [{ name: 'cs.CL', announced: 25, read: 25 }] },
    ])
    world.at = new Date('2026-11-24T05:00:00Z')
    world.answer = (_, response) => response.end(batch(20_000))
    await world.readFeeds('cs.CL')
    expect(await measure()).toMatchObject([{ announced: 50, read: 50, parts: [{ announced: 50 }] }])
  })

  test('are also those that could not be read', async () => {
    world.answer = (_, response) =>
      response.end(batch(10_000).replace('<guid isPermaLink="false">oai', '<guid>bad'))
    await world.readFeeds('cs.CL')
    world.later(minutes(60))
    await world.readFeeds('cs.CL')
    expect(await measure()).toMatchObject([{ announced: 25, read: 24, parts: [{ announced: 25, read: 24 }] }])
  })

  test('are papers of other sources beside them, and nothing of a source that failed', async () => {
    world.answer = wholeDay
    const run = await world.readPage()
    world.answer = (_, response) => response.writeHead(500).end()
    await world.readFeeds('cs.CL')
    expect(await measure()).toEqual([
      { title: 'Hugging Face', announced: run?.announced, read: run?.seen, parts: [] },
    ])
  })
})

test('an edition keeps what it was made from, and says it with the state of its sources', async () => {
  const world = await createWorld({
    describeSources: async () => ({ read: ['arXiv'], partly: [], down: ['bioRxiv'] }),
  })
  try {
    await world.db.execute(sql`
      insert into source_runs (source, started_at, state, announced, seen, unseen, parts) values
      ('arxiv', ${world.clock.now().toISOString()}, 'done', 30, 30, 30, '[{"name":"cs.CL","url":"","announced":30,"read":30,"unseen":30,"notModified":false,"quiet":false}]')`)
    await world.addPaper({ categories: ['cs.CL'] })
    await world.addReader('ann@example.org', { categories: ['cs.CL'] })
    world.clock.advance({ hours: 1 })
    await planDue(world.deps)
    await world.db.execute(sql`truncate source_runs cascade`)
    const [digest] = await listDigests(world.db, [1], new Map())
    if (!digest?.sources) throw new Error('The digest does not tell what it stands on')
    expect(sourcesLine(wordsOf('en'), digest.sources)).toBe(
      '30 of 30 cs.CL announcements read, 1 chosen. Read from arXiv. bioRxiv could not be read, so papers may be missing.',
    )
    expect(sourcesLine(wordsOf('de'), digest.sources)).toBe(
      '30 von 30 Ankündigungen in cs.CL gelesen, 1 ausgewählt. Gelesen: arXiv. Nicht lesbar: bioRxiv. Es können also Paper fehlen.',
    )
  } finally {
    await world.close()
  }
})
