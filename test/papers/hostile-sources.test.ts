import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runSource } from '../../services/papers/run-source.ts'
import { buildSources } from '../../services/papers/sources/index.ts'
import { listRows } from './ingest-samples.ts'
import { createSourceWorld, type SourceWorld } from './source-world.ts'
import { type Handler, type Served, serve } from './sources/serve.ts'

let world: SourceWorld
/** A server of our own network, which nobody must be led to. */
let secret: Served
beforeAll(async () => {
  world = await createSourceWorld()
  secret = await serve((_, response) => response.end('secret'))
})
beforeEach(() => world.reset())
afterAll(async () => {
  await secret.close()
  await world.close()
})

const MB = 1024 * 1024
const bomb = gzipSync(Buffer.alloc(300 * MB, '[ '))
const xxe = (root: string) =>
  `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "${secret.url}/xxe"><!ENTITY a "ha">]>${root}`
const rooted = '<rss><channel><title>&f;</title><item><title>&f;</title></item></channel></rss>'

const endless: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/xml' })
  const chunk = Buffer.alloc(MB, '<a>')
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', pour)
  pour()
}

const attacks: readonly (readonly [string, Handler])[] = [
  [
    'a redirect into the network',
    (_, response) => response.writeHead(302, { location: `${secret.url}/a` }).end(),
  ],
  [
    'a redirect to a file',
    (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  ],
  ['a body without end', endless],
  ['a gzip bomb', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)],
  ['an external entity', (_, response) => response.end(xxe(rooted))],
  ['a million open tags', (_, response) => response.end('<a>'.repeat(1_000_000))],
  ['a million open brackets', (_, response) => response.end('['.repeat(1_000_000))],
  ['bytes of no text', (_, response) => response.end(Buffer.alloc(100_000, 0xff))],
]

const sources = () =>
  buildSources({
    hfUrl: world.server.url,
    arxivRssUrl: world.server.url,
    arxivApiUrl: world.server.url,
    arxivOaiUrl: world.server.url,
    biorxivUrl: world.server.url,
    arxivCategories: ['cs.CL'],
    feeds: [{ name: 'lab', url: `${world.server.url}/feed` }],
  })

describe.each(attacks)('%s', (_what, attack) => {
  test('is a failed run of each source, with flat memory and no request beside it', async () => {
    world.answer = attack
    const before = process.memoryUsage().rss
    for (const source of sources()) {
      const run = await runSource({ ...world.deps(), source })
      expect(run, source.name).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/\w+/),
        seen: 0,
      })
    }
    expect(await listRows(world.db)).toEqual([])
    expect(secret.asked).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * MB)
  })
})
