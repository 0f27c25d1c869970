import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeSources, sourcesInWords } from '../../services/papers/describe-sources.ts'
import { runSource } from '../../services/papers/run-source.ts'
import { buildArxivOaiSource } from '../../services/papers/sources/arxiv-oai.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { batch, createSourceWorld, type SourceWorld, wholeDay } from './source-world.ts'

let world: SourceWorld
beforeAll(async () => {
  world = await createSourceWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const english = loadLanguages('templates/locales').wordsOf('en')
const line = async (...names: string[]) => {
  const sources = await describeSources({ db: world.db, now: () => world.at }, names)
  return sources && sourcesInWords(english, sources)
}

test('an edition says what it was read from', async () => {
  world.answer = wholeDay
  await world.readPage()
  world.answer = (_, response) => response.end(batch(10_000))
  await world.readFeeds('cs.CL')
  expect(await line('huggingface', 'arxiv')).toBe('Read from Hugging Face and arXiv.')
  expect(await line()).toBeUndefined()
})

test('a source that is down is named, and one that was never read', async () => {
  world.answer = wholeDay
  await world.readPage()
  world.answer = (_, response) => response.writeHead(500).end()
  await world.readFeeds('cs.CL')
  expect(await line('huggingface', 'arxiv', 'feed:lab')).toBe(
    'Read from Hugging Face. arXiv and lab could not be read, so papers may be missing.',
  )
})

test('a category that stands still is named', async () => {
  world.answer = (_, response) => response.end(batch(10_000))
  await world.readFeeds('cs.AI', 'cs.CL')
  world.at = new Date('2026-11-24T14:00:00Z')
  world.answer = (request, response) => response.end(batch(request.url?.endsWith('cs.AI') ? 10_000 : 20_000))
  await world.readFeeds('cs.AI', 'cs.CL')
  expect(await line('arxiv')).toBe('Read from arXiv. Of arXiv, cs.AI could not be read today.')
})

test('what the feeds missed and the reconciliation read is not missing', async () => {
  world.answer = (_, response) => response.writeHead(500).end()
  await world.readFeeds('cs.CL')
  expect(await line('arxiv', 'arxiv-oai')).toBe('arXiv could not be read, so papers may be missing.')
  const record = (n: number) =>
    `<record><header><identifier>oai:arXiv.org:2611.0700${n}</identifier></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2611.0700${n}</id><created>2026-11-23</created><title>Title ${n}</title><categories>cs.CL</categories><abstract>Words.</abstract></arXiv></metadata></record>`
  world.answer = (_, response) =>
    response.end(
      `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>${record(1)}${record(2)}</ListRecords></OAI-PMH>`,
    )
  const source = buildArxivOaiSource({ baseUrl: world.server.url, categories: ['cs.CL'] })
  await runSource({ ...world.deps(), source })
  expect(await line('arxiv', 'arxiv-oai')).toBe('Read from arXiv.')
})
