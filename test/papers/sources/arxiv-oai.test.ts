import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { buildArxivOaiSource } from '../../../services/papers/sources/arxiv-oai.ts'
import { oaiSet } from '../../../services/papers/sources/arxiv-sets.ts'
import { buildPoliteClient } from '../../../services/platform/http-client/polite.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const now = () => new Date('2026-11-23T12:00:00Z')
const since = new Date('2026-11-20T00:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(handler: Handler, waits: number[] = []) {
  const server = await serve(handler)
  const client = buildTestClient([server], now)
  closing.push(client.close, server.close)
  const http = buildPoliteClient({
    http: client,
    acquire: async () => undefined,
    sleep: async (ms) => void waits.push(ms),
    random: () => 0,
  })
  const source = buildArxivOaiSource({ baseUrl: server.url, categories: ['cs.CL'] })
  return { server, result: source.fetch({ http, now, signal: new AbortController().signal }, since) }
}

const twoPages: Handler = (request, response) => {
  response.end(
    fixture(request.url?.includes('resumptionToken') ? 'arxiv-oai-page-2.xml' : 'arxiv-oai-page-1.xml'),
  )
}

const envelope = (inside: string) =>
  `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">${inside}</OAI-PMH>`

describe('a harvest', () => {
  test('follows tokens to the empty one and asks for nothing else beside a token', async () => {
    const { server, result } = await fetchFrom(twoPages)
    expect((await result).records).toHaveLength(2)
    expect(server.asked).toEqual([
      '/oai?verb=ListRecords&metadataPrefix=arXiv&set=cs%3Acs%3ACL&from=2026-11-20',
      '/oai?verb=ListRecords&resumptionToken=verb%253DListRecords%2526skip%253D2500',
    ])
  })

  test('reads a record with its structured names, comment and first DOI', async () => {
    const { result } = await fetchFrom(twoPages)
    expect((await result).records[0]).toMatchObject({
      canonicalId: 'arxiv:2611.06001',
      title: 'Harvesting What the Feed Forgot',
      abstract: 'We reconcile two transports and lose nothing.',
      authors: ['Ana Müster', 'Bo King Jr.', 'Sappho'],
      categories: ['cs.CL', 'cs.DL'],
      doi: '10.1234/one.1',
      codeUrl: 'https://github.com/example/harvest',
      publishedAt: new Date('2026-11-20T00:00:00Z'),
      announcement: 'new',
      withdrawn: false,
    })
  })

  test('an old paper edited in bulk is no news, and one withdrawn by its comment is marked', async () => {
    const { result } = await fetchFrom(twoPages)
    expect((await result).records[1]).toMatchObject({
      canonicalId: 'arxiv:cs/0301012',
      announcement: 'replace',
      withdrawn: true,
    })
  })

  test('a deleted record is named', async () => {
    const { result } = await fetchFrom(twoPages)
    expect((await result).rejected).toEqual([
      { line: 2, reason: 'oai:arXiv.org:2611.06002: deleted by arXiv' },
    ])
  })

  test('nothing changed is a quiet day, not a failure', async () => {
    const { result } = await fetchFrom((_request, response) =>
      response.end(envelope('<error code="noRecordsMatch">none</error>')),
    )
    expect(await result).toMatchObject({ quiet: true, announced: 0, records: [] })
  })

  test('a server that is busy is waited for as long as it says', async () => {
    const waits: number[] = []
    let busy = true
    const { result } = await fetchFrom((request, response) => {
      if (busy) response.writeHead(503, { 'retry-after': '10' }).end('Retry after 10 s')
      else twoPages(request, response)
      busy = false
    }, waits)
    expect((await result).records).toHaveLength(2)
    expect(waits).toEqual([10_000])
  })
})

describe('a harvest that fails says why', () => {
  test.each([
    [
      'an expired token',
      envelope('<error code="badResumptionToken">expired</error>'),
      /badResumptionToken: expired$/,
    ],
    ['another document', '<html/>', /neither records nor an error/],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><OAI-PMH/>', /document type/],
    [
      'a token that never ends',
      envelope('<ListRecords><resumptionToken>same</resumptionToken></ListRecords>'),
      /came twice/,
    ],
  ])('%s', async (_what, body, message) => {
    const { result } = await fetchFrom((_request, response) => response.end(body))
    await expect(result).rejects.toThrow(message)
  })
})

test.each([
  ['cs.CL', 'cs:cs:CL'],
  ['math.NA', 'math:math:NA'],
  ['q-bio.NC', 'q-bio:q-bio:NC'],
  ['hep-th', 'physics:hep-th'],
  ['astro-ph.EP', 'physics:astro-ph:EP'],
  ['physics.optics', 'physics:physics:optics'],
  ['cs', 'cs'],
])('%s is the set %s', (category, set) => expect(oaiSet(category)).toBe(set))
