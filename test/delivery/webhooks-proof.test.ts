import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from './make-certificate.ts'
import {
  mailgunFailure,
  postmarkBounce,
  reasonFor,
  sendgridBounce,
  sendToNew,
  sesBounce,
} from './webhook-samples.ts'
import { createWebhookWorld, type WebhookWorld } from './webhook-world.ts'

let world: WebhookWorld
beforeAll(async () => {
  world = await createWebhookWorld()
})
afterAll(() => world.close())

test('SNS is taken in both versions of its signature, from a topic of ours only', async () => {
  const mails = await sendToNew(world, 2)
  const [one, two] = [mails(0), mails(1)]
  expect(await world.post(world.sns({ Message: sesBounce(one) }, { version: '1' }))).toBe('200')
  expect(await world.post(world.sns({ Message: sesBounce(two), Subject: 'Amazon SES' }))).toBe('200')
  expect([await reasonFor(world, one), await reasonFor(world, two)]).toEqual(['bounce', 'bounce'])
  const elsewhere = 'arn:aws:sns:eu-west-1:999999999999:mail'
  expect(await world.post(world.sns({ TopicArn: elsewhere }))).toBe('401')
})

test('a certificate lies at SNS in the topic’s region or is not even fetched', async () => {
  const before = world.fetched.length
  const file = 'SimpleNotificationService-0123abcd.pem'
  for (const url of [
    `http://sns.eu-west-1.amazonaws.com/${file}`,
    `https://sns.us-east-1.amazonaws.com/${file}`,
    `https://sns.eu-west-1.amazonaws.com.evil.test/${file}`,
    `https://s3.amazonaws.com/sns.eu-west-1.amazonaws.com/${file}`,
    `https://sns.eu-west-1.amazonaws.com:8443/${file}`,
    `https://user@sns.eu-west-1.amazonaws.com/${file}`,
    `https://sns.eu-west-1.amazonaws.com/other/${file}`,
    `https://sns.eu-west-1.amazonaws.com/${file}?x=1`,
    `https://sns.eu-west-1.amazonaws.com@evil.test/${file}`,
    'not an address',
  ])
    expect(await world.post(world.sns({ SigningCertURL: url }))).toBe('401')
  expect(world.fetched.length).toBe(before)
})

test('a certificate of another key, or out of its time, proves nothing; one that cannot be fetched is asked for again', async () => {
  const other = makeCertificate('2026-01-01T00:00:00', '2027-01-01T00:00:00')
  expect(await world.post(world.sns({}, { key: other.privateKey }))).toBe('401')
  const old = makeCertificate('2025-01-01T00:00:00', '2026-01-01T00:00:00')
  const at = (name: string) => `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${name}.pem`
  world.answers.set(at('old'), old.pem)
  expect(await world.post(world.sns({ SigningCertURL: at('old') }, { key: old.privateKey }))).toBe('401')
  world.answers.set(at('junk'), 'no certificate at all')
  expect(await world.post(world.sns({ SigningCertURL: at('junk') }))).toBe('401')
  expect(await world.post(world.sns({ SigningCertURL: at('away') }))).toMatch(/^500/)
  world.answers.set(at('away'), world.certificate.pem)
  expect(await world.post(world.sns({ SigningCertURL: at('away') }))).toBe('200')
})

test('a subscription confirms itself at SNS’s own host, and nowhere else', async () => {
  const confirm = (SubscribeURL: string) =>
    world.sns({ Type: 'SubscriptionConfirmation', Token: 't', Message: 'You have chosen…', SubscribeURL })
  const good = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t`
  world.answers.set(good, '<ConfirmSubscriptionResponse/>')
  expect(await world.post(confirm(good))).toBe('200')
  expect(world.fetched.at(-1)).toBe(good)
  const before = world.fetched.length
  for (const url of [
    'http://169.254.169.254/latest/meta-data/',
    'https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic',
    'https://sns.eu-west-1.amazonaws.com.evil.test/?Action=ConfirmSubscription',
    'https://evil.test/?Action=ConfirmSubscription',
  ])
    expect(await world.post(confirm(url))).toBe('401')
  expect(world.fetched.length).toBe(before)
})

test('SendGrid’s signature holds for five minutes, and covers its timestamp', async () => {
  const mail = (await sendToNew(world))(0)
  const minutes = (count: number) => new Date(world.clock.now().getTime() + count * 60_000)
  expect(await world.post(world.sendgrid([sendgridBounce(mail)], minutes(-6)))).toBe('401')
  expect(await world.post(world.sendgrid([sendgridBounce(mail)], minutes(6)))).toBe('401')
  const old = world.sendgrid([sendgridBounce(mail)], minutes(-6))
  const now = world.sendgrid([sendgridBounce(mail)]).headers ?? {}
  const timestamp = now['x-twilio-email-event-webhook-timestamp'] ?? ''
  const moved = { ...old.headers, 'x-twilio-email-event-webhook-timestamp': timestamp }
  expect(await world.post({ ...old, headers: moved })).toBe('401')
  expect(await reasonFor(world, mail)).toBeUndefined()
  expect(await world.post(world.sendgrid([sendgridBounce(mail)], minutes(-4)))).toBe('200')
  expect(await reasonFor(world, mail)).toBe('bounce')
})

test('Mailgun’s signature opens once: with another body it does nothing, and a wrong or old one is refused', async () => {
  const mails = await sendToNew(world, 2)
  const [mail, victim] = [mails(0), mails(1)]
  const signature = { token: 'a-token-that-was-seen' }
  expect(await world.post(world.mailgun(mailgunFailure(mail), signature))).toBe('200')
  expect(await world.post(world.mailgun(mailgunFailure(victim), signature))).toBe('200')
  expect([await reasonFor(world, mail), await reasonFor(world, victim)]).toEqual(['bounce', undefined])
  const hours = (count: number) => ({ at: new Date(world.clock.now().getTime() + count * 3_600_000) })
  expect(await world.post(world.mailgun(mailgunFailure(victim), hours(-25)))).toBe('401')
  expect(await world.post(world.mailgun(mailgunFailure(victim), hours(1)))).toBe('401')
  const wrong = world.mailgun(mailgunFailure(victim))
  expect(await world.post({ ...wrong, body: wrong.body.replace(/("token":")./, '$1!') })).toBe('401')
  expect(await reasonFor(world, victim)).toBeUndefined()
})

test('Postmark’s password is wanted whole', async () => {
  const mail = (await sendToNew(world))(0)
  for (const login of [
    '',
    'postmark:',
    'postmark:a-password-of-some-lengt',
    'x:a-password-of-some-length',
    ':',
  ])
    expect(await world.post(world.postmark(postmarkBounce(mail), login))).toBe('401')
  expect(await reasonFor(world, mail)).toBeUndefined()
})
