import type { Config } from '../platform/config.ts'
import type { DkimKey, MailerSettings } from '../platform/mail/mailer.ts'
import { type Sender, senderDomain } from './message.ts'
import type { WebhookSettings } from './webhooks/receive-webhook.ts'

/** Who sends, from the configuration. */
export function senderOf(
  config: Pick<Config, 'MAIL_FROM' | 'PUBLIC_URL' | 'POSTAL_ADDRESS' | 'BOUNCE_DOMAIN'>,
): Sender {
  return {
    from: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    postalAddress: config.POSTAL_ADDRESS,
    bounceDomain: config.BOUNCE_DOMAIN,
  }
}

/** How mail leaves, from the configuration, which has checked that the parts of DKIM come together. */
export function mailerSettingsOf(config: Config): MailerSettings {
  const { DKIM_DOMAIN: domain } = config
  return {
    smtpUrl: config.SMTP_URL,
    connections: config.SEND_CONNECTIONS,
    ratePerSecond: config.SEND_RATE,
    hostname: senderDomain({ from: config.MAIL_FROM }),
    dkim: dkimKey(domain, config.DKIM_SELECTOR, config.DKIM_PRIVATE_KEY),
    secondDkim: dkimKey(domain, config.DKIM_SECOND_SELECTOR, config.DKIM_SECOND_PRIVATE_KEY),
  }
}

function dkimKey(
  domainName: string | undefined,
  keySelector: string | undefined,
  privateKey: string | undefined,
): DkimKey | undefined {
  return domainName && keySelector && privateKey ? { domainName, keySelector, privateKey } : undefined
}

/** Which providers may tell about our mail, and how each proves itself. */
export function webhookSettingsOf(config: Config): WebhookSettings {
  const { SES_TOPIC_ARNS: topicArns, SENDGRID_PUBLIC_KEY: publicKey } = config
  const { MAILGUN_SIGNING_KEY: signingKey, POSTMARK_WEBHOOK_LOGIN: login } = config
  return {
    ses: topicArns.length > 0 ? { topicArns, certificates: new Map() } : undefined,
    sendgrid: publicKey === undefined ? undefined : { publicKey },
    mailgun: signingKey === undefined ? undefined : { signingKey },
    postmark: login === undefined ? undefined : { login },
  }
}
