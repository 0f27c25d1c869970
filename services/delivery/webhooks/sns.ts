import { createVerify, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { readSesEvents } from './ses.ts'
import { type Checked, readBase64, readJson, refused, type WebhookRequest } from './webhook.ts'

/** GET over https without redirects, private networks refused; rejects where there is no answer. */
export type FetchText = (url: string) => Promise<string>

export type SnsSettings = {
  readonly topicArns: readonly string[]
  readonly fetchText: FetchText
  /** Certificates by address, which never change; absent: none is kept. */
  readonly certificates?: Map<string, string>
  readonly now: Date
}

/** A subscription that Amazon asks us to confirm by a GET, besides what any provider's webhook may be. */
export type SnsCheck = Checked | { readonly kind: 'confirm'; readonly url: string }

const Envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().max(100),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
})
type Envelope = z.infer<typeof Envelope>

// More than Amazon has in use at once; beyond, the oldest is fetched again.
const mostCertificates = 20

/**
 * A message of Amazon SNS: its topic is one of ours, and its signature is by a certificate that lies at SNS itself, in the
 * topic's region (docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages").
 * @throws Error when the certificate cannot be fetched: nothing is known about the message then, and SNS comes again.
 */
export async function checkSns(settings: SnsSettings, { body }: WebhookRequest): Promise<SnsCheck> {
  const { data } = Envelope.safeParse(readJson(body.toString()))
  if (!data || !settings.topicArns.includes(data.TopicArn)) return refused
  if (!isCertificateUrl(data.SigningCertURL, data.TopicArn)) return refused
  const pem = await fetchCertificate(settings, data.SigningCertURL)
  if (!isSignedBy(pem, data, settings.now)) return refused
  if (data.Type === 'Notification')
    return { kind: 'events', events: readSesEvents(data.MessageId, data.Message) }
  const url = data.SubscribeURL ?? ''
  if (data.Type !== 'SubscriptionConfirmation') return { kind: 'events', events: [] }
  return isConfirmUrl(url, data.TopicArn) ? { kind: 'confirm', url } : refused
}

/** Only SNS's own host: a bucket of S3 would pass for "amazonaws.com", and anybody can have one. */
function snsUrl(text: string, topicArn: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const [, partition = '', , region = ''] = topicArn.split(':')
  const host = `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
  const isPlain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  return isPlain && url.hostname === host ? url : undefined
}

function isCertificateUrl(text: string, topicArn: string): boolean {
  const url = snsUrl(text, topicArn)
  return (
    url !== undefined && /^\/SimpleNotificationService-[\w-]{1,100}\.pem$/.test(url.pathname) && !url.search
  )
}

function isConfirmUrl(text: string, topicArn: string): boolean {
  const url = snsUrl(text, topicArn)
  return url?.pathname === '/' && url.searchParams.get('Action') === 'ConfirmSubscription'
}

async function fetchCertificate({ fetchText, certificates }: SnsSettings, url: string): Promise<string> {
  const known = certificates?.get(url)
  if (known !== undefined) return known
  const pem = await fetchText(url)
  if (certificates && certificates.size >= mostCertificates) certificates.clear()
  certificates?.set(url, pem)
  return pem
}

function isSignedBy(pem: string, envelope: Envelope, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pem)
    if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return false
    const signature = readBase64(envelope.Signature)
    if (!signature) return false
    return createVerify(envelope.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
      .update(signedText(envelope))
      .verify(certificate.publicKey, signature)
  } catch {
    // What lies there is no certificate, or its key is of another kind.
    return false
  }
}

function signedText({ Type, ...envelope }: Envelope): string {
  const names =
    Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn'] as const)
  const lines = names.flatMap((name) => {
    const value = envelope[name]
    return value === undefined || value === null ? [] : [name, value]
  })
  return `${[...lines, 'Type', Type].join('\n')}\n`
}
