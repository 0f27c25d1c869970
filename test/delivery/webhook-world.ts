import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { startTestApi } from '../harness/api.ts'
import { makeCertificate, type TestCertificate } from './make-certificate.ts'
import { createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:mail'
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem'
const postmarkLogin = 'postmark:a-password-of-some-length'
const mailgunKey = 'a-mailgun-signing-key'

type Posted = { readonly url: string; readonly body: string; readonly headers?: Record<string, string> }

export type WebhookWorld = ReturnedWorld & {
  readonly app: FastifyInstance
  /** What was fetched, and what answers; a test may change the answers. */
  readonly fetched: string[]
  readonly answers: Map<string, string>
  readonly certificate: TestCertificate
  /** The status of the answer, and its body where it has one. */
  post(posted: Posted): Promise<string>
  sns(change?: Record<string, string>, signing?: { version?: '1' | '2'; key?: KeyObject }): Posted
  sendgrid(events: unknown, at?: Date): Posted
  mailgun(eventData: unknown, signature?: { at?: Date; token?: string }): Posted
  postmark(record: unknown, login?: string): Posted
}

/** The real application with all four providers configured, by keys that are made here. */
export async function createWebhookWorld(): Promise<WebhookWorld> {
  const world = await createReturnedWorld()
  const certificate = makeCertificate('2026-01-01T00:00:00', '2027-01-01T00:00:00')
  const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const fetched: string[] = []
  const answers = new Map([[certificateUrl, certificate.pem]])
  const api = await startTestApi({
    db: world.db,
    links: world.links,
    now: world.clock.now,
    sender: world.deps.sender,
    webhooks: {
      settings: {
        ses: { topicArns: [topicArn], certificates: new Map() },
        sendgrid: {
          publicKey: sendgridKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        },
        mailgun: { signingKey: mailgunKey },
        postmark: { login: postmarkLogin },
      },
      fetchText: async (url) => {
        fetched.push(url)
        const answer = answers.get(url)
        if (answer === undefined) throw new Error('nobody answers there')
        return answer
      },
    },
  })
  const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000))
  const json = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  return {
    ...world,
    app: api.app,
    fetched,
    answers,
    certificate,
    post: async ({ url, body, headers = {} }) => {
      const { statusCode, body: answer } = await api.app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        payload: body,
      })
      return `${statusCode} ${answer.slice(0, 60)}`.trim()
    },
    sns: (change = {}, { version = '2', key = certificate.privateKey } = {}) => ({
      url: '/webhooks/ses',
      body: signedSns({ SignatureVersion: version, ...change }, key),
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
    }),
    sendgrid: (events, at = world.clock.now()) => {
      const body = json(events)
      const signature = sign('sha256', Buffer.from(seconds(at) + body), sendgridKeys.privateKey)
      const headers = {
        'x-twilio-email-event-webhook-timestamp': seconds(at),
        'x-twilio-email-event-webhook-signature': signature.toString('base64'),
      }
      return { url: '/webhooks/sendgrid', body, headers }
    },
    mailgun: (eventData, { at = world.clock.now(), token = crypto.randomUUID() } = {}) => {
      const signature = createHmac('sha256', mailgunKey)
        .update(`${seconds(at)}${token}`)
        .digest('hex')
      const body = json({ signature: { timestamp: seconds(at), token, signature }, 'event-data': eventData })
      return { url: '/webhooks/mailgun', body }
    },
    postmark: (record, login = postmarkLogin) => ({
      url: '/webhooks/postmark',
      body: json(record),
      headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    }),
    close: async () => {
      await api.close()
      await world.close()
    },
  }
}

function signedSns(change: Record<string, string>, key: KeyObject): string {
  const envelope: Record<string, string> = {
    Type: 'Notification',
    MessageId: crypto.randomUUID(),
    TopicArn: topicArn,
    Message: '{}',
    Timestamp: '2026-11-24T06:00:00.000Z',
    SigningCertURL: certificateUrl,
    ...change,
  }
  const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const text = names
    .flatMap((name) => (envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`]))
    .join('')
  const signature = sign(envelope['SignatureVersion'] === '1' ? 'sha1' : 'sha256', Buffer.from(text), key)
  return JSON.stringify({ ...envelope, Signature: signature.toString('base64') })
}
