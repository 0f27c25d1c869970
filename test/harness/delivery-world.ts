import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type DeliverDeps, deliverDue } from '../../services/delivery/deliver.ts'
import { type PlanDeps, planDue } from '../../services/delivery/plan.ts'
import { buildDigestRenderer } from '../../services/digests/render-digest.ts'
import { authorKey } from '../../services/papers/author-names.ts'
import { id, param, queryRows } from '../../services/platform/db/rows.ts'
import { buildLinkSigner, type LinkSigner } from '../../services/platform/links.ts'
import { buildLog } from '../../services/platform/log.ts'
import { loadEmailTemplates } from '../../services/platform/mail/email-templates.ts'
import { connectMailer, type Mailer } from '../../services/platform/mail/mailer.ts'
import { nextDigestAt } from '../../services/subscribers/next-digest.ts'
import type { Preferences } from '../../services/subscribers/preferences.ts'
import { emailHashes } from '../../services/subscribers/subscribe.ts'
import { saveInterests, upsertSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts'

const templates = await loadEmailTemplates(fileURLToPath(new URL('../../templates/emails', import.meta.url)))

const renderDigest = buildDigestRenderer(templates)
export const mailTemplates = templates
const worldLinks = buildLinkSigner(['a-test-key-that-is-long-enough-000'])

type NewPaper = {
  readonly title?: string
  readonly abstract?: string
  readonly authors?: readonly string[]
  readonly categories?: readonly string[]
  readonly topics?: readonly string[]
  readonly score?: number
  /** Absent: now. Null: brought by a backfill. */
  readonly listedAt?: Date | null
  readonly withdrawn?: boolean
}

export type World = {
  readonly database: TestDatabase
  readonly db: TestDatabase['db']
  readonly sink: SmtpSink
  readonly mailer: Mailer
  readonly links: LinkSigner
  readonly deps: DeliverDeps & PlanDeps
  /** The only clock there is. */
  readonly clock: {
    now(): Date
    set(iso: string): void
    advance(by: { hours?: number; minutes?: number }): void
  }
  readonly logged: string[]
  addPaper(paper?: NewPaper): Promise<number>
  /** An active reader whose next digest is the first of their schedule from now on. */
  addReader(email: string, wanted?: Partial<Preferences>): Promise<number>
  /** Plans what is due and sends it. */
  run(): Promise<void>
  /** Each row of the ledger, oldest first. */
  ledger(): Promise<LedgerRow[]>
  close(): Promise<void>
}

const LedgerRow = z.object({
  id,
  email: z.string().nullable(),
  cadence: z.string(),
  date: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  attempt: z.number(),
  resends: z.number(),
  next_at: z.coerce.date().nullable(),
  sent_at: z.coerce.date().nullable(),
  smtp_status: z.number().nullable(),
  paper_ids: z.array(id).nullable(),
})
export type LedgerRow = z.infer<typeof LedgerRow>

/** Real Postgres, a real SMTP server and the real sending path; it is 24 November 2026, 06:00 UTC. */
export async function createWorld(change: Partial<DeliverDeps & PlanDeps> = {}): Promise<World> {
  const database = await createTestDatabase()
  const { db } = database
  const sink = await startSmtpSink()
  const logged: string[] = []
  const state = { at: Date.parse('2026-11-24T06:00:00Z'), papers: 0 }
  const now = () => new Date(state.at)
  const mailer = connectWorldMailer(sink.url)
  const deps: DeliverDeps & PlanDeps = {
    db,
    now,
    log: buildLog('info', { write: (line: string) => void logged.push(line) }),
    links: worldLinks,
    topicNames: new Map([['tokenization', 'Tokenization']]),
    renderDigest,
    send: mailer.send,
    connections: 3,
    onUncertain: 'resend',
    maxPapers: 10,
    describeSources: async () => ({ read: ['the test'], partly: [], down: [] }),
    sender: {
      from: 'Broadsheet <news@broadsheet.test>',
      publicUrl: 'https://broadsheet.test',
      postalAddress: '1 Example Street',
      bounceDomain: 'bounces.broadsheet.test',
    },
    ...change,
  }
  const world = { database, db, sink, mailer, links: worldLinks, deps, logged }
  return {
    ...world,
    clock: {
      now,
      set: (iso) => {
        state.at = Date.parse(iso)
      },
      advance: ({ hours = 0, minutes = 0 }) => {
        state.at += hours * 3_600_000 + minutes * 60_000
      },
    },
    addPaper: (paper = {}) => {
      state.papers += 1
      return insertPaper({ db, now: now() }, { title: `Paper ${state.papers}`, ...paper })
    },
    addReader: (email, wanted = {}) => insertReader({ db, now: now() }, email, wanted),
    run: async () => {
      await planDue(deps)
      await deliverDue(deps)
    },
    ledger: () => readLedger(db),
    close: async () => {
      mailer.close()
      await sink.close()
      await database.close()
    },
  }
}

/** Three connections that wait moments where a real mailer waits a minute. */
export function connectWorldMailer(smtpUrl: string, silenceMs = 5_000): Mailer {
  return connectMailer({
    smtpUrl,
    connections: 3,
    ratePerSecond: 10_000,
    hostname: 'news.broadsheet.test',
    timeouts: { greetingMs: silenceMs, silenceMs },
  })
}

type At = { readonly db: TestDatabase['db']; readonly now: Date }

async function insertPaper({ db, now }: At, paper: NewPaper & { title: string }): Promise<number> {
  const {
    authors = ['Ada Brandt'],
    categories = ['cs.CL'],
    topics = [],
    score = 1,
    withdrawn = false,
  } = paper
  const listedAt = paper.listedAt === undefined ? now : paper.listedAt
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, withdrawn, listed_at, changed_at, score)
    values (gen_random_uuid(), ${paper.title}, ${paper.abstract ?? 'We measure it. It works.'}, ${param.texts(authors)},
      ${param.texts(authors.map(authorKey))}, ${param.texts(categories)}, 'https://example.org/paper', ${withdrawn},
      ${listedAt === null ? null : param.instant(listedAt)}, ${param.instant(now)}, ${score})
    returning id`,
  )
  const paperId = row?.id ?? 0
  for (const topic of topics)
    await db.execute(
      sql`insert into paper_topics (paper_id, topic, score, because) values (${paperId}, ${topic}, 1, '{}')`,
    )
  return paperId
}

async function insertReader({ db, now }: At, email: string, wanted: Partial<Preferences>): Promise<number> {
  const preferences: Preferences = {
    topics: [],
    categories: [],
    keywords: [],
    authors: [],
    frequency: 'daily',
    hour: 7,
    weekday: 1,
    timezone: 'UTC',
    maxPapers: null,
    ...wanted,
  }
  const interestsId = await saveInterests(db, preferences)
  const emailHash = emailHashes(worldLinks, email)
  const readerId = await upsertSubscriber(db, { email, emailHash, interestsId, preferences, now })
  await db.execute(sql`
    update subscribers set next_digest_at = ${param.instant(nextDigestAt(preferences, now))} where id = ${readerId}`)
  return readerId
}

function readLedger(db: TestDatabase['db']): Promise<LedgerRow[]> {
  return queryRows(
    db,
    LedgerRow,
    sql`
    select d.id, s.email, e.cadence, e.date::text, d.state, d.reason, d.attempt, d.resends, d.next_at, d.sent_at, d.smtp_status, g.paper_ids
    from deliveries d join editions e on e.id = d.edition_id left join subscribers s on s.id = d.subscriber_id
    left join digests g on g.id = d.digest_id order by d.id`,
  )
}
