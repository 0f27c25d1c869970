import type { FastifyInstance } from 'fastify'
import { simpleParser } from 'mailparser'
import type { ApiDeps } from '../../services/api/deps.ts'
import { type NoticeDeps, sendNotices } from '../../services/delivery/send-notices.ts'
import { buildPrivacyLinkRenderer } from '../../services/subscribers/export-mail.ts'
import { buildConfirmationRenderer } from '../../services/subscribers/render-confirmation.ts'
import { buildGoodbyeRenderer } from '../../services/subscribers/render-goodbye.ts'
import { buildTestApp } from './api.ts'
import { createWorld, mailTemplates, type World } from './delivery-world.ts'
import { findFreePort } from './free-port.ts'

export type ReaderSite = {
  readonly url: string
  readonly world: World
  readonly app: FastifyInstance
  /** What the HTTP side logged; the sending side's is in `world.logged`. */
  readonly logged: string[]
  /** Sends the single mails that are due, and what the planner finds. */
  sendAll(): Promise<void>
  /** The link with this part that was mailed to an address last. */
  linkTo(address: string, part: string): Promise<string>
  /** Every link that was mailed to an address. */
  linksTo(address: string): Promise<string[]>
  close(): Promise<void>
}

/** The HTTP side on a port and the sending side, on one database and one clock that a test moves. */
export async function startReaderSite(change: Partial<ApiDeps> = {}): Promise<ReaderSite> {
  const url = `http://127.0.0.1:${await findFreePort()}`
  const sender = {
    from: 'Broadsheet <news@broadsheet.test>',
    publicUrl: url,
    postalAddress: '1 Example Street',
  }
  const world = await createWorld({ sender })
  const { db, deps, links, clock } = world
  const logged: string[] = []
  const app = await buildTestApp({ db, links, sender, now: clock.now, logged }, change)
  await app.listen({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const noticeDeps: NoticeDeps = {
    ...deps,
    renderConfirmation: buildConfirmationRenderer(mailTemplates),
    renderGoodbye: buildGoodbyeRenderer(mailTemplates),
    renderPrivacyLink: buildPrivacyLinkRenderer(mailTemplates),
  }
  const textsTo = (address: string) =>
    Promise.all(
      world.sink.mails
        .filter((mail) => mail.to === address)
        .map(async ({ raw }) => (await simpleParser(raw)).text ?? ''),
    )
  return {
    url,
    world,
    app,
    logged,
    sendAll: async () => {
      await sendNotices(noticeDeps)
      await world.run()
    },
    linkTo: async (address, part) => {
      const links = (await textsTo(address)).flatMap((text) => text.match(/http:\/\/\S+/g) ?? [])
      const link = links.findLast((found) => found.includes(part))
      if (!link) throw new Error(`no mail to this address has a link with ${part}`)
      return link
    },
    linksTo: async (address) => {
      const links = (await textsTo(address)).flatMap((text) => text.match(/http:\/\/\S+/g) ?? [])
      return [...new Set(links)]
    },
    close: async () => {
      await app.close()
      await world.close()
    },
  }
}
