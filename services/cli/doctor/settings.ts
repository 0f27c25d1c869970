import { parseConfig, serverSchema } from '../../platform/config.ts'
import { describeFailure } from '../failure.ts'
import type { Check, Environment } from './check.ts'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** All variables at once, as the servers read them when they start. */
export function checkConfiguration(env: Environment): Check {
  const name = 'configuration'
  try {
    parseConfig(serverSchema, env)
    return { name, state: 'ok', found: 'complete' }
  } catch (error) {
    const faults = describeFailure(error)
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice(4))
    const next = 'Set them in the environment or in .env; .env.example says what each means.'
    return { name, state: 'fail', found: faults.join('; '), next }
  }
}

/** Mail programs follow only https for one-click (RFC 8058, section 3.1), and the links open a reader's preferences. */
export function checkPublicUrl(env: Environment): Check {
  const name = 'public address'
  const parsed = serverSchema.shape.PUBLIC_URL.safeParse(env['PUBLIC_URL'])
  if (!parsed.success)
    return {
      name,
      state: 'fail',
      found: 'PUBLIC_URL is not set to an http(s) address',
      next: 'Set it to the https address at which readers reach the API.',
    }
  const url = new URL(parsed.data)
  if (url.protocol === 'https:') return { name, state: 'ok', found: parsed.data }
  const next = 'Put a proxy with TLS before the API and set PUBLIC_URL to its https address.'
  if (loopback.has(url.hostname))
    return { name, state: 'warn', found: `${parsed.data} works on this machine only`, next }
  return {
    name,
    state: 'fail',
    found: `${parsed.data} is not https, so one-click unsubscribe does not work`,
    next,
  }
}

/** Whether mail is signed, and with a name that DMARC accepts for the sender (RFC 7489, section 3.1.1, relaxed). */
export function checkSigning(env: Environment): Check {
  const name = 'DKIM'
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector } = env
  const hasKey = Boolean(env['DKIM_PRIVATE_KEY'] || env['DKIM_PRIVATE_KEY_FILE'])
  if (!domain || !selector || !hasKey) {
    const next =
      'Set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE; large mailbox providers refuse unsigned bulk mail.'
    return { name, state: 'warn', found: 'mail leaves unsigned', next }
  }
  const from = /@([^\s<>@]+)>?\s*$/.exec(env['MAIL_FROM'] ?? '')?.[1]?.toLowerCase() ?? ''
  const signer = domain.toLowerCase()
  const isAligned = from === signer || from.endsWith(`.${signer}`) || signer.endsWith(`.${from}`)
  if (isAligned)
    return { name, state: 'ok', found: `signs as ${domain}, its key under ${selector}._domainkey.${domain}` }
  return {
    name,
    state: 'warn',
    found: `signs as ${domain}, but MAIL_FROM is at ${from || 'no domain'}`,
    next: 'Use the same domain for both, or DMARC does not count the signature.',
  }
}

/** By which ways bounces and complaints can come back to us. */
export function checkReturnWays(env: Environment): Check {
  const name = 'bounces'
  const ways = Object.entries(returnWays).flatMap(([variable, way]) => (env[variable] ? [way] : []))
  if (ways.length > 0) return { name, state: 'ok', found: `come back by ${ways.join(', ')}` }
  const domain = env['BOUNCE_DOMAIN']
  return {
    name,
    state: 'warn',
    found: domain
      ? `go to ${domain}, and nobody here reads them: dead addresses are mailed for ever, complaints go unseen`
      : 'are read by nobody here: dead addresses are mailed for ever, complaints go unseen',
    next: `Set BOUNCE_IMAP_URL to a mailbox that gets them, or ${domain ? '' : 'BOUNCE_DOMAIN and '}BOUNCE_SMTP_PORT to take them in the worker, or the key of your provider's webhook (SES_TOPIC_ARNS, SENDGRID_PUBLIC_KEY, MAILGUN_SIGNING_KEY, POSTMARK_WEBHOOK_LOGIN).`,
  }
}

const returnWays: Readonly<Record<string, string>> = {
  BOUNCE_IMAP_URL: 'a mailbox',
  BOUNCE_SMTP_PORT: 'SMTP into the worker',
  SES_TOPIC_ARNS: 'the webhook of SES',
  SENDGRID_PUBLIC_KEY: 'the webhook of SendGrid',
  MAILGUN_SIGNING_KEY: 'the webhook of Mailgun',
  POSTMARK_WEBHOOK_LOGIN: 'the webhook of Postmark',
}
