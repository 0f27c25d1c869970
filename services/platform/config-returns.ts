import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import { integer, list, text } from './config-values.ts'

const imapUrl = z
  .url({ protocol: /^imaps?$/, error: 'is not an imaps:// or imap:// address' })
  .refine((url) => new URL(url).username !== '', 'names no user: imaps://user:password@host:993/INBOX')

const topicArn = z
  .string()
  .regex(
    /^arn:aws(?:-[a-z]+)*:sns:[a-z0-9-]{3,30}:\d{12}:[\w-]{1,256}$/,
    'has an entry that is no topic such as arn:aws:sns:eu-west-1:123456789012:mail',
  )

/** By which ways reports about mail come back: bounces, complaints, unsubscribes. */
export const returns = {
  BOUNCE_DOMAIN: text.optional(),
  BOUNCE_IMAP_URL: imapUrl.optional(),
  BOUNCE_SMTP_HOST: text.default('127.0.0.1'),
  BOUNCE_SMTP_PORT: integer(0, 65_535).optional(),
  SES_TOPIC_ARNS: text.transform(list).pipe(z.array(topicArn)).default([]),
  SENDGRID_PUBLIC_KEY: text.refine(isP256, 'is not the verification key that SendGrid shows').optional(),
  MAILGUN_SIGNING_KEY: text.min(16, 'is shorter than 16 characters').optional(),
  POSTMARK_WEBHOOK_LOGIN: text
    .regex(/^[^:\s]+:\S{16,}$/, 'is not user:password with a password of 16 characters or more')
    .optional(),
}

type Given = Readonly<Record<string, string | undefined>>

/** What only the variables together can tell. */
export function checkReturns(given: Given): string[] {
  if (!given['BOUNCE_SMTP_PORT'] || given['BOUNCE_DOMAIN']) return []
  return ['BOUNCE_SMTP_PORT needs BOUNCE_DOMAIN: mail is taken for addresses there and no other']
}

function isP256(base64: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    // Not a key at all is the answer.
    return false
  }
}
