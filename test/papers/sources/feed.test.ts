import { afterEach, describe, expect, test } from 'vitest'
import { buildFeedSource } from '../../../services/papers/sources/feed.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const now = () => new Date('2026-11-23T12:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(handler: Handler) {
  const server = await serve(handler)
  const http = buildTestClient([server], now)
  closing.push(http.close, server.close)
  const url = `${server.url}/feed`
  const source = buildFeedSource({ name: 'Lab Notes', url })
  const validators = new Map([[url, { etag: '"old"' }]])
  return {
    server,
    source,
    result: source.fetch({ http, now, signal: new AbortController().signal, validators }),
  }
}

const rss = (items: string, head = '') =>
  `<?xml version="1.0"?>${head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lab</title>${items}</channel></rss>`

const forms: [string, string, object][] = [
  [
    'RSS',
    rss(`<item><title>On &amp;lt;Sheep&amp;gt;</title><link>https://lab.example/1</link><author>a@lab.example (Ana Beispiel)</author>
      <pubDate>Mon, 23 Nov 2026 08:00:00 +0100</pubDate><category>sheep</category><dc:identifier>doi:10.1234/Sheep.1</dc:identifier>
      <description><![CDATA[<style>p{}</style><p>They <b>sleep</b>.<script>track()</script></p><p>Much.</p>]]></description></item>`),
    {
      title: 'On <Sheep>',
      abstract: 'They sleep. Much.',
      authors: ['Ana Beispiel'],
      categories: ['sheep'],
      canonicalId: 'doi:10.1234/sheep.1',
      url: 'https://lab.example/1',
      publishedAt: new Date('2026-11-23T07:00:00Z'),
    },
  ],
  [
    'Atom that links to arXiv',
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>Lab</title><entry><id>tag:lab,1</id><title type="html">On &lt;i&gt;Sheep&lt;/i&gt;</title><link rel="alternate" href="https://arxiv.org/abs/2611.08001v2"/><author><name>Beispiel, Ana</name></author><summary>They sleep.</summary><published>2026-11-22T00:00:00Z</published></entry></feed>`,
    {
      title: 'On Sheep',
      authors: ['Ana Beispiel'],
      canonicalId: 'arxiv:2611.08001',
      version: 2,
      url: 'https://arxiv.org/abs/2611.08001v2',
    },
  ],
  [
    'RDF',
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://lab.example"><title>Lab</title></channel><item rdf:about="https://lab.example/1"><title>On Sheep</title><link>https://lab.example/1</link><description>They sleep.</description><dc:creator>Ana Beispiel, Bo Muster</dc:creator><dc:date>2026-11-22</dc:date></item></rdf:RDF>`,
    {
      title: 'On Sheep',
      authors: ['Ana Beispiel', 'Bo Muster'],
      canonicalId: 'title:on sheep',
      publishedAt: new Date('2026-11-22T00:00:00Z'),
    },
  ],
  [
    'JSON Feed',
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Lab',
      items: [
        {
          id: '1',
          url: 'http://lab.example/1',
          title: 'On Sheep',
          content_html: '<p>They sleep.</p>',
          authors: [{ name: 'Ana Beispiel' }],
          date_published: '2026-11-22T10:00:00Z',
          tags: ['sheep'],
        },
      ],
    }),
    { title: 'On Sheep', abstract: 'They sleep.', url: 'https://lab.example/1', categories: ['sheep'] },
  ],
]

describe('a feed an operator named', () => {
  test.each(forms)('is read as %s', async (_form, body, expected) => {
    const { source, result } = await fetchFrom((_request, response) => response.end(body))
    expect(source.name).toBe('feed:Lab Notes')
    expect((await result).records).toMatchObject([expected])
  })

  test.each([
    ['of its header', 'application/rss+xml; charset=ISO-8859-1', ''],
    ['of its declaration', 'application/rss+xml', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
  ])('is decoded by the charset %s', async (_where, type, declaration) => {
    const body = `${declaration}<rss version="2.0"><channel><item><title>Mu\u00f1oz</title><link>https://x.example</link></item></channel></rss>`
    const { result } = await fetchFrom((_request, response) =>
      response.writeHead(200, { 'content-type': type }).end(Buffer.from(body, 'latin1')),
    )
    expect((await result).records).toMatchObject([{ title: 'Muñoz' }])
  })

  test('names an item without title and one whose link is a script, and keeps the others', async () => {
    const items =
      '<item><link>https://x.example</link></item><item><title>A</title><link>javascript:alert(1)</link></item><item><title>B</title><link>https://x.example/b</link></item>'
    const { result } = await fetchFrom((_request, response) => response.end(rss(items)))
    const { records, rejected } = await result
    expect(records.map((r) => r.title)).toEqual(['B'])
    expect(rejected).toEqual([
      { line: 1, reason: 'title is missing' },
      { line: 2, reason: 'url must start with https://' },
    ])
  })

  test('is not read again when it did not change', async () => {
    const { result } = await fetchFrom((request, response) =>
      response.writeHead(request.headers['if-none-match'] === '"old"' ? 304 : 200).end(),
    )
    expect(await result).toMatchObject({ notModified: true, etag: '"old"' })
  })

  test('follows its redirects at home, and none into the network', async () => {
    const { result } = await fetchFrom((request, response) => {
      if (request.url === '/feed') response.writeHead(301, { location: '/moved' }).end()
      else response.end(rss('<item><title>A</title><link>https://x.example</link></item>'))
    })
    expect((await result).records).toHaveLength(1)
    const inside = await fetchFrom((_request, response) =>
      response.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
    )
    await expect(inside.result).rejects.toThrow(
      /^Lab Notes was not asked: 169\.254\.169\.254 leads to an address outside the public internet$/,
    )
  })
})

describe('a feed that fails says why', () => {
  test.each([
    ['billion laughs', rss('', '<!DOCTYPE x [<!ENTITY a "ha">]>'), /document type/],
    ['an entity declared late', rss('<!ENTITY a SYSTEM "file:///etc/passwd">'), /document type/],
    ['a page for people', '<html><body>Hi</body></html>', /cannot be read/],
    ['nothing', '', /cannot be read/],
    ['other JSON', '{"a":1}', /cannot be read/],
  ])('%s', async (_what, body, message) => {
    const { result } = await fetchFrom((_request, response) => response.end(body))
    await expect(result).rejects.toThrow(message)
  })

  test('a document type quoted inside an article is text', async () => {
    const { result } = await fetchFrom((_request, response) =>
      response.end(
        rss(
          '<item><title>A</title><link>https://x.example</link><description><![CDATA[On <!DOCTYPE html>]]></description></item>',
        ),
      ),
    )
    expect((await result).records).toHaveLength(1)
  })
})
