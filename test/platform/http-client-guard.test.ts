import { Agent, request } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import { buildGuardedLookup, isGlobalAddress } from '../../services/platform/http-client/address-guard.ts'
import { buildHttpClient } from '../../services/platform/http-client/http-client.ts'
import { buildTestClient, failure, type Handler, plainFetch, serve } from '../papers/sources/serve.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serving(handler: Handler) {
  const server = await serve(handler)
  closing.push(server.close)
  const client = buildTestClient([server], () => new Date('2026-11-23T12:00:00Z'))
  closing.push(client.close)
  return { server, client }
}

describe('addresses that are not public', () => {
  test.each([
    '127.0.0.1',
    '10.1.1.1',
    '172.16.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '100::1',
    'nonsense',
  ])('%s is not', (address) => expect(isGlobalAddress(address)).toBe(false))

  test.each(['1.1.1.1', '151.101.3.42', '2606:4700::1111', '2a04:4e42::810'])('%s is', (address) =>
    expect(isGlobalAddress(address)).toBe(true),
  )

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest',
  ])('%s is not asked', async (url) => {
    const client = buildTestClient([])
    closing.push(client.close)
    expect(await failure(client, url)).toMatchObject({ code: 'HTTP_BLOCKED_ADDRESS' })
  })

  test.each([
    'http://example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'https://a:b@example.org/',
    'nonsense',
  ])('%s is not asked either', async (url) => {
    const client = buildTestClient([])
    closing.push(client.close)
    expect(await failure(client, url)).toMatchObject({ code: 'HTTP_BLOCKED_URL' })
  })

  test('a name that leads to one private address among public ones is not asked', async () => {
    const { server } = await serving((_asked, response) => response.end('secret'))
    const port = new URL(server.url).port
    const client = buildHttpClient({
      userAgent: 'x',
      now: () => new Date(),
      resolve: async () => ['151.101.3.42', '127.0.0.1'],
    })
    closing.push(client.close)
    expect(await failure(client, `https://feeds.example:${port}/`)).toMatchObject({
      code: 'HTTP_BLOCKED_ADDRESS',
    })
    expect(server.asked).toEqual([])
  })

  test('a host outside the allowed ones is not asked, whatever it resolves to', async () => {
    const client = buildHttpClient({
      userAgent: 'x',
      now: () => new Date(),
      allowHosts: ['export.arxiv.org'],
    })
    closing.push(client.close)
    expect(await failure(client, 'https://example.org/')).toMatchObject({ code: 'HTTP_BLOCKED_URL' })
  })

  test('a name that changes its answer is resolved once, and the checked address is the one connected to', async () => {
    const good = await serve((_asked, response) => response.end('public'))
    const secret = await serve((_asked, response) => response.end('secret'))
    closing.push(good.close, secret.close)
    // 127.0.0.1 plays the public address here, 127.0.0.2 the private one the name turns to afterwards.
    const answers = ['127.0.0.1', '127.0.0.2']
    let asked = 0
    const lookup = buildGuardedLookup(
      async () => [answers[asked++] ?? '127.0.0.2'],
      (address) => address === '127.0.0.1',
    )
    const first = new Agent({ connect: { lookup } })
    const second = new Agent({ connect: { lookup } })
    closing.push(
      () => first.destroy(),
      () => second.destroy(),
    )
    const url = `http://rebind.example:${new URL(good.url).port}/`
    expect(await (await request(url, { dispatcher: first })).body.text()).toBe('public')
    expect(asked).toBe(1)
    await expect(request(url, { dispatcher: second })).rejects.toMatchObject({ code: 'HTTP_BLOCKED_ADDRESS' })
    expect(secret.asked).toEqual([])
  })
})

describe('redirects', () => {
  test('are an error unless asked for', async () => {
    const { server, client } = await serving((_asked, response) =>
      response.writeHead(302, { location: '/b' }).end(),
    )
    expect(await failure(client, server.url)).toMatchObject({ code: 'HTTP_REDIRECT' })
    expect(server.asked).toEqual(['/'])
  })

  test('are followed three times at most', async () => {
    const { server, client } = await serving((asked, response) => {
      const step = Number(asked.url?.slice(1) || 0)
      if (step === 3) response.end('there')
      else response.writeHead(301, { location: `/${step + 1}` }).end()
    })
    expect(await client.fetchText(server.url, { ...plainFetch, maxRedirects: 3 })).toMatchObject({
      body: 'there',
    })
    expect(await failure(client, server.url, { maxRedirects: 2 })).toMatchObject({ code: 'HTTP_REDIRECT' })
  })

  test.each([
    ['the machine itself', (secret: string) => secret, 'HTTP_BLOCKED_URL'],
    [
      'the machine itself over https',
      (secret: string) => secret.replace('http:', 'https:'),
      'HTTP_BLOCKED_ADDRESS',
    ],
    ['the cloud', () => 'https://169.254.169.254/latest/meta-data', 'HTTP_BLOCKED_ADDRESS'],
    ['a file', () => 'file:///etc/passwd', 'HTTP_BLOCKED_URL'],
    ['plain http', () => 'http://example.org/', 'HTTP_BLOCKED_URL'],
    ['nothing', () => 'https://', 'HTTP_REDIRECT'],
  ])('to %s are refused', async (_where, to, code) => {
    const secret = await serve((_asked, response) => response.end('secret'))
    closing.push(secret.close)
    const { server, client } = await serving((_asked, response) =>
      response.writeHead(302, { location: to(secret.url) }).end(),
    )
    expect(await failure(client, server.url, { maxRedirects: 3 })).toMatchObject({ code })
    expect(secret.asked).toEqual([])
  })
})
