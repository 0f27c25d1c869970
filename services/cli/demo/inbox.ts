import { mkdir } from 'node:fs/promises'
import { MailDev } from 'maildev'
import { z } from 'zod'

const Mail = z.object({
  id: z.string(),
  subject: z.string().default(''),
  to: z.array(z.object({ address: z.string() })),
  text: z.string().default(''),
  html: z.string().default(''),
})

export type InboxMail = z.infer<typeof Mail>

export type Inbox = {
  readonly smtpUrl: string
  readonly webUrl: string
  /** The mails to one address, oldest first, read over the inbox's own HTTP interface. */
  mailsTo(address: string): Promise<InboxMail[]>
  /** The raw message, headers and all. */
  sourceOf(mail: InboxMail): Promise<string>
  close(): Promise<void>
}

/** A real SMTP server that keeps what it gets in `folder` and shows it on a web page. Both ports on the loopback only. */
export async function startInbox(options: {
  smtpPort: number
  webPort: number
  folder: string
}): Promise<Inbox> {
  await mkdir(options.folder, { recursive: true })
  const address = '127.0.0.1'
  const server = new MailDev({
    smtp: options.smtpPort,
    ip: address,
    web: options.webPort,
    webIp: address,
    mailDirectory: options.folder,
    maxEmails: 1_000,
    silent: true,
  })
  await server.start()
  const webUrl = `http://${address}:${options.webPort}`
  return {
    smtpUrl: `smtp://${address}:${options.smtpPort}`,
    webUrl,
    mailsTo: async (recipient) => {
      const mails = z.array(Mail).parse(await (await fetch(`${webUrl}/api/email`)).json())
      return mails.filter((mail) => mail.to.some((to) => to.address === recipient))
    },
    sourceOf: async (mail) => (await fetch(`${webUrl}/api/email/${mail.id}/source`)).text(),
    close: () => server.stop(),
  }
}
