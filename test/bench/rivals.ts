import { createTransport } from 'nodemailer'
import type { DigestView } from '../../services/digests/digest-view.ts'
import type { DkimKey } from '../../services/platform/mail/mailer.ts'
import { buildMjmlRenderer, type PlainMail } from './mjml-renderer.ts'

type Rival = {
  readonly smtpUrl: string
  readonly connections: number
  readonly dkim?: DkimKey | undefined
}

const ownFields =
  'from:to:subject:date:message-id:mime-version:content-type:reply-to:list-id:list-unsubscribe:list-unsubscribe-post:feedback-id:auto-submitted:precedence'

/** Messages a second that nodemailer's own pool composes and sends, one after the other on each connection. */
export async function measureNodemailer(
  { smtpUrl, connections, dkim }: Rival,
  mails: readonly (() => PlainMail | Promise<PlainMail>)[],
): Promise<number> {
  const url = new URL(smtpUrl)
  const transport = createTransport({
    pool: true,
    host: url.hostname,
    port: Number(url.port),
    ignoreTLS: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ...(dkim ? { dkim: { ...dkim, headerFieldNames: ownFields } } : {}),
  })
  const queue = [...mails.entries()]
  const start = performance.now()
  const send = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [number, makeMail] = next
      await transport.sendMail({
        ...(await makeMail()),
        from: 'Broadsheet <news@broadsheet.example>',
        to: `reader-${number}@example.org`,
        messageId: `<d${number}.0123456789abcdef@broadsheet.example>`,
        headers: {
          'List-Id': 'Broadsheet <daily.broadsheet.example>',
          'List-Unsubscribe': `<https://broadsheet.example/unsubscribe/${number}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
      })
    }
  }
  await Promise.all(Array.from({ length: connections }, send))
  const seconds = (performance.now() - start) / 1_000
  transport.close()
  return mails.length / seconds
}

/** The same with MJML compiled for each reader. */
export async function measureMjmlAndNodemailer(rival: Rival, views: readonly DigestView[]): Promise<number> {
  const render = await buildMjmlRenderer()
  return measureNodemailer(
    rival,
    views.map((view) => () => render(view)),
  )
}
