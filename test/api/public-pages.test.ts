import { createReadStream } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importPapers } from '../../services/papers/ingest.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const get = (url: string) => api.app.inject({ method: 'GET', url })

test('with no paper yet, the front page says what happens next', async () => {
  const { statusCode, body } = await get('/')
  expect(statusCode).toBe(200)
  expect(body).toContain('Get trending papers in your email inbox!')
  expect(body).not.toContain('undefined')
})

test('the papers are shown on the front page, in lists, on pages of their own and as JSON', async () => {
  const deps = { db: api.database.db, now: () => new Date(), classify: buildClassifier(loadTopics()) }
  await importPapers(
    deps,
    createReadStream(new URL('../../services/papers/data/sample-papers.json', import.meta.url)),
    { source: 'sample' },
  )
  expect((await get('/')).body).toContain('href="/papers/')
  const first = (await get('/api/v1/papers?limit=50')).json()
  const second = (await get(`/api/v1/papers?limit=50&cursor=${first.next_cursor}`)).json()
  expect(new Set([...first.papers, ...second.papers].map((paper: { id: string }) => paper.id)).size).toBe(67)
  expect(second.next_cursor).toBeNull()
  const one = await get(`/papers/${first.papers[0].id}`)
  expect(one.statusCode).toBe(200)
  expect(one.body).toContain('Read the paper')
  const tokenization = (await get('/api/v1/papers?topic=tokenization&limit=100')).json().papers
  expect(tokenization.length).toBeGreaterThan(3)
  for (const paper of tokenization)
    expect(paper.topics.map((topic: { slug: string }) => topic.slug)).toContain('tokenization')
  expect((await get('/papers?topic=tokenization&sort=new')).statusCode).toBe(200)
  expect((await get('/topics/tokenization')).body).toContain('Tokenization')
})

test('addresses that lead nowhere are said to, as a page or as JSON', async () => {
  for (const url of [
    '/nothing',
    '/papers/999999',
    '/papers/abc',
    '/topics/nothing',
    '/assets/nothing.css',
    '/confirm/x',
    '/unsubscribe/x',
  ]) {
    const answer = await get(url)
    expect([url, answer.statusCode]).toEqual([url, 404])
    expect(answer.headers['content-type']).toContain('text/html')
  }
  const json = await get('/api/v1/papers/999999')
  expect([json.statusCode, json.json().error.code]).toEqual([404, 'PAPER_UNKNOWN'])
  expect((await get('/api/v1/papers?cursor=rubbish')).statusCode).toBe(400)
  expect((await get('/api/v1/papers?limit=5000')).statusCode).toBe(400)
  expect((await get('/papers?cursor=rubbish')).statusCode).toBe(400)
})

test('topics, health, metrics and the API description answer', async () => {
  expect((await get('/api/v1/topics')).json().topics).toHaveLength(29)
  expect((await get('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await get('/readyz')).statusCode).toBe(200)
  expect((await get('/metrics')).body).toContain('broadsheet_http_request_duration_seconds')
  expect(Object.keys((await get('/openapi.json')).json().paths)).toContain('/api/v1/subscriptions')
  expect((await get('/docs')).statusCode).toBeLessThan(400)
})

test('every page forbids framing, foreign scripts and sniffing', async () => {
  for (const url of ['/', '/papers', '/nothing', '/api/v1/topics']) {
    const { headers } = await get(url)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*object-src 'none'/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['strict-transport-security']).toContain('max-age')
  }
})
