import { headerField } from './returned-mail.ts'
import type { WebhookWorld } from './webhook-world.ts'

/** A mail that was sent, as a provider knows it. */
export type SentMail = { readonly email: string; readonly returnPath: string; readonly messageId: string }

/** Readers of their own for one test, who have all had the same digest; the nth one's, from 0. */
export async function sendToNew(world: WebhookWorld, count = 1): Promise<(nth: number) => SentMail> {
  const emails = Array.from({ length: count }, () => `${crypto.randomUUID()}@reader.test`)
  const mailTo = await world.sendTo(...emails)
  return (nth) => {
    const { to: email, raw, from } = mailTo(emails[nth] ?? '')
    return { email, returnPath: from, messageId: headerField(raw, 'message-id') }
  }
}

/** Why a reader is suppressed, if they are. */
export async function reasonFor(world: WebhookWorld, { email }: SentMail): Promise<string | undefined> {
  return (await world.suppressed()).find((line) => line.startsWith(`${email}:`))?.split(': ')[1]
}

export const sesBounce = ({ email, returnPath }: SentMail, bounce: object = {}) =>
  JSON.stringify({
    notificationType: 'Bounce',
    mail: { source: returnPath, messageId: 'ses-id' },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        { emailAddress: email, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
      ],
      ...bounce,
    },
  })
export const sendgridBounce = ({ email, messageId }: SentMail, more: object = {}) => ({
  event: 'bounce',
  type: 'bounce',
  email,
  'smtp-id': messageId,
  status: '5.1.1',
  reason: '550 5.1.1 unknown',
  sg_event_id: crypto.randomUUID(),
  ...more,
})
export const mailgunFailure = ({ email, returnPath }: SentMail, more: object = {}) => ({
  id: crypto.randomUUID(),
  event: 'failed',
  severity: 'permanent',
  reason: 'bounce',
  recipient: email,
  envelope: { sender: returnPath },
  'delivery-status': { code: 550, 'enhanced-code': '5.1.1', message: '5.1.1 No such user' },
  ...more,
})
export const postmarkBounce = ({ email }: SentMail, more: object = {}) => ({
  RecordType: 'Bounce',
  ID: crypto.randomUUID(),
  Type: 'HardBounce',
  Email: email,
  MessageID: crypto.randomUUID(),
  ...more,
})

/** A hard bounce as each provider would tell it. */
export const hardBounces = {
  ses: (world: WebhookWorld, mail: SentMail) => world.sns({ Message: sesBounce(mail) }),
  sendgrid: (world: WebhookWorld, mail: SentMail) => world.sendgrid([sendgridBounce(mail)]),
  mailgun: (world: WebhookWorld, mail: SentMail) => world.mailgun(mailgunFailure(mail)),
  postmark: (world: WebhookWorld, mail: SentMail) => world.postmark(postmarkBounce(mail)),
}
