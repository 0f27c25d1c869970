import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSubscriberByEmail } from '../../services/subscribers/subscriber-store.ts'
import {
  mailgunFailure,
  postmarkBounce,
  reasonFor,
  type SentMail,
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

test.each<[string, (mail: SentMail) => ReturnType<WebhookWorld['postmark']>, string | undefined]>([
  [
    'SES complaint',
    (m) =>
      world.sns({
        Message: JSON.stringify({
          eventType: 'Complaint',
          mail: { headers: [{ name: 'Message-ID', value: m.messageId }] },
          complaint: { complainedRecipients: [{ emailAddress: m.email }] },
        }),
      }),
    'complaint',
  ],
  [
    'SES complaint not-spam',
    (m) =>
      world.sns({
        Message: JSON.stringify({
          eventType: 'Complaint',
          mail: { source: m.returnPath },
          complaint: { complaintFeedbackType: 'not-spam', complainedRecipients: [{ emailAddress: m.email }] },
        }),
      }),
    undefined,
  ],
  ['SES transient', (m) => world.sns({ Message: sesBounce(m, { bounceType: 'Transient' }) }), undefined],
  [
    'SES delivery',
    (m) => world.sns({ Message: JSON.stringify({ eventType: 'Delivery', mail: { source: m.returnPath } }) }),
    undefined,
  ],
  ['SendGrid spam report', (m) => world.sendgrid([sendgridBounce(m, { event: 'spamreport' })]), 'complaint'],
  [
    'SendGrid dropped as bounced',
    (m) => world.sendgrid([sendgridBounce(m, { event: 'dropped', reason: 'Bounced Address' })]),
    'bounce',
  ],
  [
    'SendGrid blocked',
    (m) =>
      world.sendgrid([sendgridBounce(m, { type: 'blocked', status: '5.7.1', reason: '550 5.7.1 blocked' })]),
    undefined,
  ],
  ['SendGrid deferred', (m) => world.sendgrid([sendgridBounce(m, { event: 'deferred' })]), undefined],
  ['Mailgun complaint', (m) => world.mailgun({ ...mailgunFailure(m), event: 'complained' }), 'complaint'],
  ['Mailgun temporary', (m) => world.mailgun(mailgunFailure(m, { severity: 'temporary' })), undefined],
  [
    'Mailgun fault of ours',
    (m) =>
      world.mailgun(
        mailgunFailure(m, {
          'delivery-status': { code: 550, 'enhanced-code': '5.7.26', message: 'unauthenticated' },
        }),
      ),
    undefined,
  ],
  [
    'Mailgun suppressed bounce',
    (m) => world.mailgun(mailgunFailure(m, { reason: 'suppress-bounce', 'delivery-status': { code: 605 } })),
    'bounce',
  ],
  [
    'Postmark complaint',
    (m) => world.postmark(postmarkBounce(m, { RecordType: 'SpamComplaint', Type: 'SpamComplaint' })),
    'complaint',
  ],
  [
    'Postmark answer by machine',
    (m) => world.postmark(postmarkBounce(m, { Type: 'AutoResponder' })),
    undefined,
  ],
  ['Postmark blocked', (m) => world.postmark(postmarkBounce(m, { Type: 'Blocked' })), undefined],
])('%s', async (_what, request, expected) => {
  const mail = (await sendToNew(world))(0)
  expect(await world.post(request(mail))).toBe('200')
  expect(await reasonFor(world, mail)).toBe(expected)
})

test('an unsubscribe by a provider’s own list ends the subscription', async () => {
  const mails = await sendToNew(world, 3)
  const [one, two, three] = [mails(0), mails(1), mails(2)]
  await world.post(world.sendgrid([sendgridBounce(one, { event: 'unsubscribe' })]))
  await world.post(world.mailgun({ ...mailgunFailure(two), event: 'unsubscribed' }))
  const change = { MessageID: 'm', Recipient: three.email, ChangedAt: 'now', SuppressSending: true }
  await world.post(
    world.postmark({ RecordType: 'SubscriptionChange', SuppressionReason: 'ManualSuppression', ...change }),
  )
  for (const { email } of [one, two, three])
    expect((await findSubscriberByEmail(world.db, email))?.status).toBe('unsubscribed')
})
