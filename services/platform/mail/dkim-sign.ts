import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { foldLines } from 'nodemailer/lib/mime-funcs'
import { relaxedField } from './dkim-relaxed.ts'
import type { MimeMessage } from './mime-message.ts'

export type DkimKey = {
  readonly domainName: string
  readonly keySelector: string
  /** PEM, RSA. */
  readonly privateKey: string
}

// nodemailer's default list leaves out List-Unsubscribe-Post, which RFC 8058 section 4 wants signed.
const signedNames = [
  ...['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'reply-to', 'list-id'],
  ...['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'auto-submitted', 'precedence'],
]

// With a callback, OpenSSL signs in libuv's threads: an RSA-2048 signature takes longer than all else of a mail.
const signInThread = promisify(
  (data: Buffer, key: KeyObject, done: (error: Error | null, made: Buffer) => void) =>
    sign('RSA-SHA256', data, key, done),
)

/**
 * Makes a DKIM-Signature field (RFC 6376, rsa-sha256, relaxed/relaxed), the same as nodemailer's. The same message always
 * gets the same signature.
 * @throws Error from the builder where the key cannot be read
 */
export function buildDkimSigner(key: DkimKey): (message: MimeMessage) => Promise<string> {
  const privateKey = createPrivateKey(key.privateKey)
  return async ({ fields, relaxedBody }) => {
    const hash = createHash('sha256')
    for (const piece of relaxedBody) hash.update(piece, 'latin1')
    const bodyHash = hash.digest('base64')
    const relaxed = new Map(fields.map((field) => [nameOf(field), relaxedField(field)]))
    const names = signedNames.filter((name) => relaxed.has(name))
    const unsigned = signatureField(key, names.join(':'), bodyHash)
    const input = [...names.map((name) => relaxed.get(name) ?? ''), relaxedField(unsigned)].join('\r\n')
    const signature = await signInThread(Buffer.from(input, 'latin1'), privateKey)
    // Lines of 75 characters; a space at their beginning makes them one field.
    return unsigned + signature.toString('base64').replace(/^.{73}|.{75}(?!$)/g, '$&\r\n ')
  }
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).toLowerCase()
}

function signatureField(key: DkimKey, names: string, bodyHash: string): string {
  const tags = [
    'v=1',
    'a=rsa-sha256',
    'c=relaxed/relaxed',
    `d=${key.domainName}`,
    'q=dns/txt',
    `s=${key.keySelector}`,
    `bh=${bodyHash}`,
    `h=${names}`,
  ]
  return `${foldLines(`DKIM-Signature: ${tags.join('; ')}`, 76)};\r\n b=`
}
