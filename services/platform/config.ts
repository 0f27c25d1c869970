import { readFileSync } from 'node:fs'
import { z } from 'zod'

const text = z.string().trim().min(1)
const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
const integer = (low: number, high: number) =>
  z.coerce.number({ error: `is not a number` }).int().min(low).max(high)
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'is not an http(s) address' })
  .transform((url) => url.replace(/\/+$/, ''))

const storage = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// address' }).optional(),
  BROADSHEET_DATA_DIR: text.default('.data'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

const sources = {
  SOURCES: text
    .transform(list)
    .pipe(z.array(z.enum(['huggingface', 'arxiv'])))
    .default([]),
  OPERATOR_CONTACT: text.optional(),
  HF_URL: httpUrl.default('https://huggingface.co'),
  ARXIV_RSS_URL: httpUrl.default('https://rss.arxiv.org'),
  ARXIV_API_URL: httpUrl.default('https://export.arxiv.org'),
  ARXIV_OAI_URL: httpUrl.default('https://oaipmh.arxiv.org'),
  BIORXIV_URL: httpUrl.default('https://api.biorxiv.org'),
  ARXIV_CATEGORIES: text
    .transform(list)
    .default(['cs.AI', 'cs.CL', 'cs.CV', 'cs.IR', 'cs.LG', 'cs.MA', 'cs.RO', 'cs.SE', 'stat.ML']),
}

const keyRing = text
  .transform(list)
  .pipe(
    z
      .array(z.string().min(32, 'has a key under 32 characters; make one with: openssl rand -base64 32'))
      .min(1),
  )

const links = { PUBLIC_URL: httpUrl, SECRET_KEYS: keyRing, POSTAL_ADDRESS: text }

const mailbox = z
  .string()
  .regex(
    /^(?:[^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'is not a mailbox such as Broadsheet <news@example.org>',
  )

const mail = {
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// address' }),
  MAIL_FROM: mailbox,
  DKIM_DOMAIN: text.optional(),
  DKIM_SELECTOR: text.optional(),
  DKIM_PRIVATE_KEY: text.optional(),
  BOUNCE_DOMAIN: text.optional(),
  ON_UNCERTAIN: z.enum(['resend', 'hold']).default('resend'),
  SEND_RATE: integer(1, 100_000).default(50),
  SEND_CONNECTIONS: integer(1, 100).default(5),
}

const server = {
  HOST: text.default('127.0.0.1'),
  PORT: integer(0, 65_535).default(3000),
  TRUST_PROXY: text.transform(list).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'is not a redis:// address' }).optional(),
  DIGEST_MAX_PAPERS: integer(1, 50).default(10),
}

export const storageSchema = z.object(storage)
export const ingestSchema = z.object({ ...storage, ...sources })
export const serverSchema = z.object({ ...storage, ...sources, ...links, ...mail, ...server })

export type StorageConfig = z.infer<typeof storageSchema>
export type IngestConfig = z.infer<typeof ingestSchema>
export type Config = z.infer<typeof serverSchema>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Parses the environment once, whole. An empty variable counts as absent.
 * @throws Error that names every variable that is missing or wrong, one a line.
 */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, env: Environment): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = schema.safeParse(readKeyFile(given))
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => describe(issue, given))
  faults.push(...crossChecks(given))
  if (parsed.success && faults.length === 0) return parsed.data
  throw new Error(
    `The configuration is not complete:\n${[...new Set(faults)].map((fault) => `  - ${fault}`).join('\n')}\nSee .env.example for what each variable means.`,
  )
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0])
  return given[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`
}

function crossChecks(given: Record<string, string | undefined>): string[] {
  const faults: string[] = []
  if (given['SOURCES'] && !given['OPERATOR_CONTACT']) {
    faults.push('OPERATOR_CONTACT is missing: sources are told whom to write to, e.g. mailto:ops@example.org')
  }
  const dkim = [
    given['DKIM_DOMAIN'],
    given['DKIM_SELECTOR'],
    given['DKIM_PRIVATE_KEY'] ?? given['DKIM_PRIVATE_KEY_FILE'],
  ]
  if (dkim.some(Boolean) && !dkim.every(Boolean)) {
    faults.push(
      'DKIM needs DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY (or DKIM_PRIVATE_KEY_FILE) together',
    )
  }
  return faults
}

function readKeyFile(given: Record<string, string | undefined>): Record<string, string | undefined> {
  const file = given['DKIM_PRIVATE_KEY_FILE']
  if (!file || given['DKIM_PRIVATE_KEY']) return given
  return { ...given, DKIM_PRIVATE_KEY: readFileSync(file, 'utf8') }
}
