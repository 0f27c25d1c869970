import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { planDue } from '../../delivery/plan.ts'
import { queryRows } from '../../platform/db/rows.ts'
import type { Inbox, InboxMail } from './inbox.ts'
import type { DemoStack } from './stack.ts'

export type JourneyResult = {
  ok: true
  papers: number
  confirmed: boolean
  digests: number
  unsubscribed: boolean
  seconds: number
}

const reader = 'reader@example.org'
const topics = ['tokenization', 'grounding']

/**
 * A reader's whole way over real HTTP and SMTP: subscribe, confirm, digest, leave, silence.
 * @throws Error naming the first step that does not hold.
 */
export async function runJourney(
  stack: DemoStack,
  say: (line: string) => void,
): Promise<Omit<JourneyResult, 'seconds'>> {
  const papers = await countPapers(stack)
  await subscribe(stack)
  say(`Subscribed ${reader} to ${topics.join(' and ')}`)
  const confirmation = await waitForMail(stack.inbox, (mail) => mail.text.includes('/confirm/'))
  say(`Received "${confirmation.subject}"`)
  await confirm(findLink(confirmation, '/confirm/'))
  say('Confirmed by the button of its page; looking at the page alone changed nothing')
  const digest = await waitForMail(stack.inbox, (mail) => mail.text.includes('/unsubscribe/'))
  await checkDigest(stack, digest)
  say(`Received "${digest.subject}"`)
  await leave(await findOneClick(stack.inbox, digest))
  say('Unsubscribed by one click (RFC 8058)')
  await expectSilence(stack)
  say('Nothing more arrived, also when the next edition was due')
  return { ok: true, papers, confirmed: true, digests: 1, unsubscribed: true }
}

async function countPapers({ database }: DemoStack): Promise<number> {
  const [row] = await queryRows(
    database.db,
    z.object({ papers: z.coerce.number() }),
    sql`select count(*) as papers from papers`,
  )
  return row?.papers ?? 0
}

async function subscribe({ url }: DemoStack): Promise<void> {
  const form = new URLSearchParams({ email: reader, frequency: 'daily', timezone: 'Europe/Berlin' })
  for (const topic of topics) form.append('topics', topic)
  const answer = await fetch(`${url}/subscribe`, { method: 'POST', body: form })
  expect(answer.status === 200, `POST /subscribe answered ${answer.status}`)
}

async function confirm(link: string): Promise<void> {
  const page = await fetch(link)
  expect(
    page.status === 200 && (await page.text()).includes('method="post"'),
    'the confirmation page has no button',
  )
  const again = await fetch(link)
  expect(again.status === 200, 'looking at the confirmation page used it up')
  const answer = await fetch(link, { method: 'POST' })
  expect(answer.status === 200, `POST /confirm answered ${answer.status}`)
}

async function checkDigest({ database }: DemoStack, digest: InboxMail): Promise<void> {
  const rows = await queryRows(
    database.db,
    z.object({ title: z.string(), matches: z.boolean() }),
    sql`
    select f.content ->> 'title' as title, exists (
      select from paper_topics t where t.paper_id = f.paper_id and t.topic in ('tokenization', 'grounding')) as matches
    from edition_papers f`,
  )
  expect(
    rows.length > 0 && rows.every((row) => row.matches),
    'the digest has a paper of a topic that was not chosen',
  )
  const plain = (text: string) => text.replace(/\s+/g, ' ')
  expect(
    rows.every((row) => plain(digest.text).includes(plain(row.title))),
    'a chosen paper is not in the mail',
  )
}

async function findOneClick(inbox: Inbox, digest: InboxMail): Promise<string> {
  const source = (await inbox.sourceOf(digest)).replace(/\r?\n[ \t]+/g, ' ')
  expect(
    /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m.test(source),
    'the digest has no List-Unsubscribe-Post header',
  )
  const link = /^List-Unsubscribe: <(https?:[^>]+)>/m.exec(source)?.[1]
  if (!link) throw new Error('the digest has no List-Unsubscribe header')
  return link
}

async function leave(link: string): Promise<void> {
  const form = new FormData()
  form.set('List-Unsubscribe', 'One-Click')
  const answer = await fetch(link, { method: 'POST', body: form, redirect: 'manual' })
  expect(answer.status === 200, `the one-click unsubscribe answered ${answer.status}`)
}

/** Plans as of two days from now: a reader who is still on the list would have an edition due. */
async function expectSilence({ database, inbox }: DemoStack): Promise<void> {
  const before = (await inbox.mailsTo(reader)).length
  const later = new Date(Date.now() + 2 * 86_400_000)
  const plan = await planDue({
    db: database.db,
    now: () => later,
    maxPapers: 10,
    describeSources: async () => undefined,
  })
  expect(plan.due === 0, 'a reader who left is still due')
  const waiting = await queryRows(
    database.db,
    z.unknown(),
    sql`select from notices where state in ('pending', 'claimed') union all select from deliveries where state in ('pending', 'claimed', 'transmitting', 'deferred')`,
  )
  expect(waiting.length === 0, 'mail still waits for a reader who left')
  expect((await inbox.mailsTo(reader)).length === before, 'mail came after the reader left')
}

async function waitForMail(inbox: Inbox, matches: (mail: InboxMail) => boolean): Promise<InboxMail> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const mail = (await inbox.mailsTo(reader)).find(matches)
    if (mail) return mail
    await delay(50)
  }
  throw new Error('a mail that should have come within 30 s did not')
}

function findLink(mail: InboxMail, part: string): string {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((url) => url.includes(part))
  if (!link) throw new Error(`the mail has no link with ${part}`)
  return link
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
