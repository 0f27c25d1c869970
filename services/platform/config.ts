import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { checkReturns, returns } from './config-returns.ts'
import { integer, list, oneOf, text } from './config-values.ts'

// Paths are appended to it.
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'is not an http(s) address' })
  .refine((url) => !/[?#]/.test(url), 'has a ? or #; leave it off')
  .transform((url) => url.replace(/\/+$/, ''))

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'has an entry that is no origin such as https://example.org',
  )

const storage = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// address' }).optional(),
  BROADSHEET_DATA_DIR: text.default('.data'),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

// Part of a source's name, and of the command that reads it alone.
const feedName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
// A comma may be part of an address; one that parts two feeds has the next name behind it.
const feeds = text.transform((value, context) => {
  const read = value.split(/\s*,(?=\s*[\w-]+=)\s*/).map((entry) => {
    const [name = '', ...rest] = entry.split('=')
    return { name: name.trim(), url: rest.join('=').trim() }
  })
  const faults = read.flatMap((feed) => feedFault(feed) ?? [])
  if (new Set(read.map((feed) => feed.name)).size < read.length) faults.push('gives one name to two feeds')
  for (const message of faults) context.addIssue({ code: 'custom', message, input: value })
  return read
})

function feedFault({ name, url }: { name: string; url: string }): string | undefined {
  if (!feedName.test(name) || url === '') return 'is not a list such as lab=https://lab.example/feed.xml'
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return `has no http(s) address for ${name}`
  return undefined
}

const sources = {
  SOURCES: text
    .transform(list)
    .pipe(z.array(oneOf(['huggingface', 'arxiv', 'biorxiv', 'medrxiv'])))
    .transform((names) => [...new Set(names)])
    .default([]),
  FEEDS: feeds.default([]),
  RAW_ANSWER_DAYS: integer(0, 30).default(7),
  OPERATOR_CONTACT: text.optional(),
  HF_URL: httpUrl.default('https://huggingface.co'),
  ARXIV_RSS_URL: httpUrl.default('https://rss.arxiv.org'),
  ARXIV_API_URL: httpUrl.default('https://export.arxiv.org'),
  ARXIV_OAI_URL: httpUrl.default('https://oaipmh.arxiv.org'),
  BIORXIV_URL: httpUrl.default('https://api.biorxiv.org'),
  ARXIV_CATEGORIES: text
    .transform((value) => [...new Set(list(value))])
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]+)?$/, 'is not a list of categories such as cs.CL'),
        )
        .min(1, 'names no category'),
    )
    .default(['cs.AI', 'cs.CL', 'cs.CV', 'cs.IR', 'cs.LG', 'cs.MA', 'cs.RO', 'cs.SE', 'stat.ML']),
}

const keyRing = text
  .transform(list)
  .pipe(
    z
      .array(z.string().min(32, 'has a key under 32 characters; make one with: openssl rand -base64 32'))
      .min(1, 'holds no key'),
  )

const links = { PUBLIC_URL: httpUrl, SECRET_KEYS: keyRing, POSTAL_ADDRESS: text }

const mailbox = z
  .string()
  .regex(
    /^(?:[^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'is not a mailbox such as Broadsheet <news@example.org>',
  )

// One line with \n in it is how a key fits an environment file. RFC 8301: RSA, and 2048 bits where a signer has the choice.
const privateKey = text
  .transform((pem) => pem.replaceAll('\\n', '\n'))
  .refine(isLongRsaKey, 'is not an RSA private key in PEM of at least 2048 bits')

const mail = {
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// address' }),
  MAIL_FROM: mailbox,
  DKIM_DOMAIN: text.optional(),
  DKIM_SELECTOR: text.optional(),
  DKIM_PRIVATE_KEY: privateKey.optional(),
  DKIM_SECOND_SELECTOR: text.optional(),
  DKIM_SECOND_PRIVATE_KEY: privateKey.optional(),
  ...returns,
  ON_UNCERTAIN: oneOf(['resend', 'hold']).default('resend'),
  SEND_RATE: integer(1, 100_000).default(50),
  SEND_CONNECTIONS: integer(1, 100).default(5),
  SEND_WARM_UP_SINCE: z.iso.date('is not a day such as 2026-11-24').optional(),
}

const server = {
  HOST: text.default('127.0.0.1'),
  PORT: integer(0, 65_535).default(3000),
  TRUST_PROXY: text.transform(list).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'is not a redis:// address' }).optional(),
  DIGEST_MAX_PAPERS: integer(1, 50).default(10),
  SIGNUPS_PER_MINUTE: integer(1, 100_000).default(60),
  EMBED_ORIGINS: text.transform(list).pipe(z.array(origin)).default([]),
}

export const storageSchema = z.object(storage)
export const ingestSchema = z.object({ ...storage, ...sources })
export const serverSchema = z.object({ ...storage, ...sources, ...links, ...mail, ...server })

export type IngestConfig = z.infer<typeof ingestSchema>
export type Config = z.infer<typeof serverSchema>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Parses the environment once, whole. An empty variable counts as absent.
 * @throws Error that names every variable that is missing or wrong, one a line.
 */
export function parseConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const files = ['DKIM_PRIVATE_KEY', 'DKIM_SECOND_PRIVATE_KEY'].map((name) => readKeyFile(given, name))
  const parsed = schema.safeParse(Object.assign({ ...given }, ...files.map(({ found }) => found)))
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => describe(issue, given))
  if ('SOURCES' in schema.shape) faults.push(...checkSources(given))
  if ('DKIM_PRIVATE_KEY' in schema.shape)
    faults.push(...files.flatMap((file) => file.faults), ...checkDkim(given), ...checkReturns(given))
  if (parsed.success && faults.length === 0) return parsed.data
  throw new Error(
    `The configuration is not complete:\n${[...new Set(faults)].map((fault) => `  - ${fault}`).join('\n')}\nSee .env.example for what each variable means.`,
  )
}

function describe(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0])
  // A key that came from its file is at fault under the file's name.
  const known = [name, `${name}_FILE`].find((candidate) => given[candidate] !== undefined)
  return known ? `${known} ${issue.message}` : `${name} is missing`
}

function checkSources(given: Environment): string[] {
  if (given['OPERATOR_CONTACT'] || !(given['SOURCES'] || given['FEEDS'])) return []
  return ['OPERATOR_CONTACT is missing: sources are told whom to write to, e.g. mailto:ops@example.org']
}

function checkDkim(given: Environment): string[] {
  const has = (name: string) => Boolean(given[name])
  const hasKey = has('DKIM_PRIVATE_KEY') || has('DKIM_PRIVATE_KEY_FILE')
  const parts = [has('DKIM_DOMAIN'), has('DKIM_SELECTOR'), hasKey]
  const hasSecondKey = has('DKIM_SECOND_PRIVATE_KEY') || has('DKIM_SECOND_PRIVATE_KEY_FILE')
  const faults: string[] = []
  if (!parts.every(Boolean) && parts.some(Boolean))
    faults.push(
      'DKIM needs DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY (or DKIM_PRIVATE_KEY_FILE) together',
    )
  if (has('DKIM_SECOND_SELECTOR') !== hasSecondKey || (hasSecondKey && !parts.every(Boolean)))
    faults.push(
      'A second DKIM signature needs the first, DKIM_SECOND_SELECTOR and DKIM_SECOND_PRIVATE_KEY (or DKIM_SECOND_PRIVATE_KEY_FILE)',
    )
  return faults
}

function readKeyFile(given: Environment, name: string): { found: Environment; faults: string[] } {
  const file = given[`${name}_FILE`]
  if (!file || given[name]) return { found: {}, faults: [] }
  try {
    return { found: { [name]: readFileSync(file, 'utf8') }, faults: [] }
  } catch {
    // Whatever the reason, the operator looks at the path and its rights.
    return { found: {}, faults: [`${name}_FILE cannot be read: ${file}`] }
  }
}

function isLongRsaKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  } catch {
    // Not a key at all is the answer.
    return false
  }
}
