import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ingestSchema, parseConfig, serverSchema, storageSchema } from '../../services/platform/config.ts'

const whole = {
  PUBLIC_URL: 'https://news.example.org/',
  SECRET_KEYS: `${'a'.repeat(32)}, ${'b'.repeat(32)}`,
  POSTAL_ADDRESS: '1 Main Street, Springfield',
  SMTP_URL: 'smtp://mail.example.org',
  MAIL_FROM: 'Broadsheet <news@example.org>',
}
const key = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
const goodKey = key(2048)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-config-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function faultsOf(schema: Parameters<typeof parseConfig>[0], env: Record<string, string>): string[] {
  try {
    parseConfig(schema, env)
    return []
  } catch (error) {
    return String(error)
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice(4))
  }
}

test('a whole environment gives typed values and sensible defaults', () => {
  const config = parseConfig(serverSchema, { ...whole, SEND_RATE: '7', TRUST_PROXY: '10.0.0.1, loopback' })
  expect(config).toMatchObject({
    PUBLIC_URL: 'https://news.example.org',
    SECRET_KEYS: ['a'.repeat(32), 'b'.repeat(32)],
    SEND_RATE: 7,
    TRUST_PROXY: ['10.0.0.1', 'loopback'],
    SOURCES: [],
    HOST: '127.0.0.1',
    PORT: 3000,
    ON_UNCERTAIN: 'resend',
    BROADSHEET_DATA_DIR: '.data',
  })
  expect(config.DATABASE_URL).toBeUndefined()
})

test('every variable that is missing or wrong is named in one error, each on its own line', () => {
  const faults = faultsOf(serverSchema, {
    MAIL_FROM: 'news',
    SECRET_KEYS: 'short',
    PORT: '70000',
    SEND_RATE: 'fast',
    SOURCES: 'huggingface,usenet',
    ON_UNCERTAIN: 'maybe',
    DATABASE_URL: 'mysql://x',
    REDIS_URL: 'http://x',
    DKIM_DOMAIN: 'example.org',
  })
  expect(faults.sort()).toEqual([
    'DATABASE_URL is not a postgres:// address',
    'DKIM needs DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY (or DKIM_PRIVATE_KEY_FILE) together',
    'MAIL_FROM is not a mailbox such as Broadsheet <news@example.org>',
    'ON_UNCERTAIN is not one of resend, hold',
    'OPERATOR_CONTACT is missing: sources are told whom to write to, e.g. mailto:ops@example.org',
    'PORT is not a whole number from 0 to 65535',
    'POSTAL_ADDRESS is missing',
    'PUBLIC_URL is missing',
    'REDIS_URL is not a redis:// address',
    'SECRET_KEYS has a key under 32 characters; make one with: openssl rand -base64 32',
    'SEND_RATE is not a whole number from 1 to 100000',
    'SMTP_URL is missing',
    'SOURCES is not one of huggingface, arxiv, biorxiv, medrxiv',
  ])
})

test('an empty or blank variable counts as absent', () => {
  const empty = { DATABASE_URL: '', REDIS_URL: ' ', PORT: '', SOURCES: '', DKIM_DOMAIN: '  ' }
  expect(parseConfig(serverSchema, { ...whole, ...empty })).toEqual(parseConfig(serverSchema, whole))
  expect(faultsOf(serverSchema, { ...whole, POSTAL_ADDRESS: ' ' })).toEqual(['POSTAL_ADDRESS is missing'])
})

test('a ring without a key is refused', () => {
  expect(faultsOf(serverSchema, { ...whole, SECRET_KEYS: ' , ,' })).toEqual(['SECRET_KEYS holds no key'])
})

test('a source without the contact of its operator is refused by what runs sources, and only there', () => {
  const env = { SOURCES: 'arxiv' }
  expect(faultsOf(ingestSchema, env)).toHaveLength(1)
  expect(faultsOf(storageSchema, env)).toEqual([])
  expect(faultsOf(ingestSchema, { ...env, OPERATOR_CONTACT: 'mailto:ops@example.org' })).toEqual([])
})

test('feeds are a list of names and addresses, and an address may hold a comma', () => {
  const contact = { OPERATOR_CONTACT: 'mailto:ops@example.org' }
  const feedsOf = (FEEDS: string) => parseConfig(ingestSchema, { ...contact, FEEDS }).FEEDS
  expect(feedsOf('lab=https://lab.example/a.xml?tags=x,y , blog-2=http://127.0.0.1:80/feed')).toEqual([
    { name: 'lab', url: 'https://lab.example/a.xml?tags=x,y' },
    { name: 'blog-2', url: 'http://127.0.0.1:80/feed' },
  ])
  const faulty = (FEEDS: string) => faultsOf(ingestSchema, { ...contact, FEEDS })
  expect(faulty('https://lab.example/a.xml')).toEqual([
    'FEEDS is not a list such as lab=https://lab.example/feed.xml',
  ])
  expect(faulty('lab=ftp://lab.example/a.xml')).toEqual(['FEEDS has no http(s) address for lab'])
  expect(faulty('lab=https://a.example, lab=https://b.example')).toEqual([
    'FEEDS gives one name to two feeds',
  ])
  expect(faultsOf(ingestSchema, { FEEDS: 'lab=https://lab.example/a.xml' })).toHaveLength(1)
})

test('categories that cannot be any are refused', () => {
  const categories = (ARXIV_CATEGORIES: string) => faultsOf(ingestSchema, { ARXIV_CATEGORIES })
  expect(categories('cs.CL, hep-th, cond-mat.dis-nn')).toEqual([])
  expect(categories('cs.CL; cs.CV')).toEqual(['ARXIV_CATEGORIES is not a list of categories such as cs.CL'])
})

test('a PUBLIC_URL that nothing can be appended to is refused', () => {
  expect(faultsOf(serverSchema, { ...whole, PUBLIC_URL: 'https://example.org/?a=1' })).toEqual([
    'PUBLIC_URL has a ? or #; leave it off',
  ])
})

test('the DKIM key comes from its variable, also on one line, or from its file', async () => {
  const file = path.join(folder, 'dkim.pem')
  await writeFile(file, goodKey)
  const named = { ...whole, DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 's1' }
  const oneLine = goodKey.trim().replaceAll('\n', '\\n')
  for (const given of [
    { DKIM_PRIVATE_KEY: goodKey },
    { DKIM_PRIVATE_KEY: oneLine },
    { DKIM_PRIVATE_KEY_FILE: file },
  ]) {
    expect(parseConfig(serverSchema, { ...named, ...given }).DKIM_PRIVATE_KEY).toBe(goodKey.trim())
  }
})

test('a DKIM key that is unreadable, no key or too short is named with the other faults', async () => {
  const file = path.join(folder, 'short.pem')
  await writeFile(file, key(1024))
  const named = { ...whole, DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 's1', PORT: 'x' }
  const port = 'PORT is not a whole number from 0 to 65535'
  const wrong = 'is not an RSA private key in PEM of at least 2048 bits'
  expect(faultsOf(serverSchema, { ...named, DKIM_PRIVATE_KEY_FILE: '/nowhere' }).sort()).toEqual([
    'DKIM_PRIVATE_KEY_FILE cannot be read: /nowhere',
    port,
  ])
  expect(faultsOf(serverSchema, { ...named, DKIM_PRIVATE_KEY_FILE: file }).sort()).toEqual([
    `DKIM_PRIVATE_KEY_FILE ${wrong}`,
    port,
  ])
  expect(faultsOf(serverSchema, { ...named, DKIM_PRIVATE_KEY: 'canary' })).toContain(
    `DKIM_PRIVATE_KEY ${wrong}`,
  )
})

test('no value that may be a secret stands in the error', () => {
  const secret = 'canary7'
  const env = {
    DATABASE_URL: `mysql://user:${secret}@host/db`,
    REDIS_URL: `http://:${secret}@host`,
    SMTP_URL: `mail://user:${secret}@host`,
    SECRET_KEYS: secret,
    DKIM_PRIVATE_KEY: secret,
    MAIL_FROM: secret,
    PUBLIC_URL: secret,
  }
  expect(() => parseConfig(serverSchema, env)).toThrow('SECRET_KEYS')
  expect(() => parseConfig(serverSchema, env)).not.toThrow(secret)
})

test('a second DKIM key needs the first, its selector and itself', () => {
  const first = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'news', DKIM_PRIVATE_KEY: goodKey }
  const second = { DKIM_SECOND_SELECTOR: 'news2', DKIM_SECOND_PRIVATE_KEY: goodKey }
  expect(faultsOf(serverSchema, { ...whole, ...first, ...second })).toEqual([])
  const fault =
    'A second DKIM signature needs the first, DKIM_SECOND_SELECTOR and DKIM_SECOND_PRIVATE_KEY (or DKIM_SECOND_PRIVATE_KEY_FILE)'
  expect(faultsOf(serverSchema, { ...whole, ...second })).toEqual([fault])
  expect(faultsOf(serverSchema, { ...whole, ...first, DKIM_SECOND_SELECTOR: 'news2' })).toEqual([fault])
  expect(
    faultsOf(serverSchema, { ...whole, ...first, ...second, DKIM_SECOND_PRIVATE_KEY: key(1024) }),
  ).toEqual(['DKIM_SECOND_PRIVATE_KEY is not an RSA private key in PEM of at least 2048 bits'])
})

test('each way for mail to come back is checked, and what is wrong with it is named', () => {
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const good = {
    BOUNCE_DOMAIN: 'bounces.example.org',
    BOUNCE_IMAP_URL: 'imaps://bounces:secret@mail.example.org/INBOX',
    BOUNCE_SMTP_PORT: '2525',
    SES_TOPIC_ARNS: 'arn:aws:sns:eu-west-1:123456789012:mail,arn:aws-cn:sns:cn-north-1:123456789012:mail',
    SENDGRID_PUBLIC_KEY: p256.export({ type: 'spki', format: 'der' }).toString('base64'),
    MAILGUN_SIGNING_KEY: 'a-signing-key-of-mailgun',
    POSTMARK_WEBHOOK_LOGIN: 'user:a-password-that-is-long',
  }
  expect(faultsOf(serverSchema, { ...whole, ...good })).toEqual([])
  expect(faultsOf(serverSchema, { ...whole, BOUNCE_SMTP_PORT: '2525' })).toEqual([
    'BOUNCE_SMTP_PORT needs BOUNCE_DOMAIN: mail is taken for addresses there and no other',
  ])
  const bad = {
    BOUNCE_IMAP_URL: 'imaps://mail.example.org/INBOX',
    SES_TOPIC_ARNS: 'mail',
    SENDGRID_PUBLIC_KEY: Buffer.from('no key').toString('base64'),
    MAILGUN_SIGNING_KEY: 'short',
    POSTMARK_WEBHOOK_LOGIN: 'user:short',
  }
  const named = faultsOf(serverSchema, { ...whole, ...bad }).map((fault) => fault.split(' ')[0])
  expect(named.sort()).toEqual(Object.keys(bad).sort())
})
