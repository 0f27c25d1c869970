import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type ReturnedMail, receiveMail } from '../../services/delivery/bounces/receive-mail.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'
import type { SinkMail } from '../harness/smtp-sink.ts'

export const bounceDomain = 'bounces.broadsheet.test'

export type ReturnedWorld = World & {
  /** Adds these readers and sends the next daily edition to everybody; finds the last mail to an address. */
  sendTo(...emails: string[]): Promise<(email: string) => SinkMail>
  /** Takes in a returned mail, by SMTP from the null sender if nothing else is said. */
  receive(raw: string | Buffer, envelope?: Partial<ReturnedMail>): ReturnType<typeof receiveMail>
  /** `address: reason` of each reader who is suppressed. */
  suppressed(): Promise<string[]>
  /** Reports that changed nothing, by why. */
  idle(): Promise<Record<string, number>>
  /** `state: reason` of a reader's last delivery. */
  stateOf(email: string): Promise<string>
}

/** A world whose mail can come back. */
export async function createReturnedWorld(): Promise<ReturnedWorld> {
  const world = await createWorld()
  const { db, deps, clock, sink } = world
  let hours = 1
  return {
    ...world,
    sendTo: async (...emails) => {
      for (const email of emails) await world.addReader(email)
      await world.addPaper()
      clock.advance({ hours })
      hours = 24
      await world.run()
      return (email) => {
        const mail = sink.mails.findLast(({ to }) => to === email)
        if (!mail) throw new Error(`no mail to ${email}`)
        return mail
      }
    },
    receive: (raw, envelope = { from: '' }) =>
      receiveMail({ ...deps, bounceDomain }, { source: 'smtp', raw: Buffer.from(raw), ...envelope }),
    suppressed: async () => {
      const rows = await queryRows(
        db,
        z.object({ email: z.string(), reason: z.string() }),
        sql`select s.email, p.reason from suppressions p join subscribers s on s.email_hash = p.email_hash order by 1`,
      )
      return rows.map(({ email, reason }) => `${email}: ${reason}`)
    },
    idle: async () => {
      const rows = await queryRows(
        db,
        z.object({ outcome: z.string(), count: z.number() }),
        sql`select outcome, sum(count)::int as count from report_counts group by 1`,
      )
      return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]))
    },
    stateOf: async (email) => {
      const row = (await world.ledger()).findLast((one) => one.email === email)
      return `${row?.state}: ${row?.reason}`
    },
  }
}
