import { mkdir } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { createAPIServer } from '@maildev/api'
import { registerUI } from '@maildev/ui/server'
import { MailDev } from 'maildev'
import { z } from 'zod'

const Mail = z.object({
  id: z.string(),
  subject: z.string().default(''),
  to: z.array(z.object({ address: z.string() })),
  text: z.string().default(''),
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

type Options = { readonly smtpPort: number; readonly webPort: number; readonly folder: string }

const host = '127.0.0.1'

/** A real SMTP server that keeps what it gets in `folder` and shows it on a web page. Both ports on the loopback only. */
export async function startInbox({ smtpPort, webPort, folder }: Options): Promise<Inbox> {
  await mkdir(folder, { recursive: true })
  const server = new MailDev({
    smtp: smtpPort,
    ip: host,
    disableWeb: true,
    mailDirectory: folder,
    maxEmails: 1_000,
    silent: true,
  })
  const { storage, smtp } = await server.start()
  const web = createAPIServer({ port: webPort, host, basePath: '', storage, smtp })
  await web.registerPlugins()
  web.server.addHook('onSend', async (request, _reply, payload) =>
    /^\/assets\/.+\.js$/.test(request.url) ? openLinks(payload) : payload,
  )
  await registerUI(web.server, { basePath: '' })
  await web.listen()
  const webUrl = `http://${host}:${webPort}`
  return {
    smtpUrl: `smtp://${host}:${smtpPort}`,
    webUrl,
    mailsTo: async (recipient) => {
      const mails = z.array(Mail).parse(await (await fetch(`${webUrl}/api/email`)).json())
      return mails.filter((mail) => mail.to.some((to) => to.address === recipient))
    },
    sourceOf: async (mail) => (await fetch(`${webUrl}/api/email/${mail.id}/source`)).text(),
    close: async () => {
      await web.stop()
      await server.stop()
    },
  }
}

/**
 * MailDev 3.0 shows a mail in a frame that may not open a window, so a link in it would lead nowhere: our pages refuse to
 * be framed. With these two words its links open a tab, as in a mail program.
 */
async function openLinks(payload: unknown): Promise<unknown> {
  const script = payload instanceof ReadableStream || isStream(payload) ? await text(payload) : payload
  if (typeof script !== 'string') return payload
  return script
    .replace(
      'sandbox:"allow-same-origin"',
      'sandbox:"allow-same-origin allow-popups allow-popups-to-escape-sandbox"',
    )
    .replace(/srcDoc:(\w+),/, 'srcDoc:\'<base target="_blank">\'+$1,')
}

function isStream(payload: unknown): payload is NodeJS.ReadableStream {
  return typeof payload === 'object' && payload !== null && 'pipe' in payload
}
