import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type SQL, sql } from 'drizzle-orm'
import { waitUntil } from '../harness/wait-until.ts'
import { selfSigned } from '../platform/mail/self-signed.ts'
import { hasDelivery, type Outcome } from './edition.ts'
import type { Expected } from './expected.ts'
import { connections, type Place, type Running, type Scenario, sendDuring } from './send-during.ts'
import type { SinkMode } from './sink-process.ts'

// The worker waits a minute for an answer, and a quarter of one for a greeting.
const longestMs = 120_000

type Answer = {
  readonly name: string
  readonly mode: SinkMode
  /** The server does so until a delivery is like this. */
  readonly until: SQL
  readonly onUncertain?: 'resend' | 'hold'
  readonly expected?: Expected
}

const any = Number.POSITIVE_INFINITY
const isDeferred = sql`state = 'deferred'`
const isFailed = sql`state = 'failed'`
const isUncertain = sql`state = 'uncertain'`

const answers: readonly Answer[] = [
  {
    name: 'server drops the line after the dot',
    mode: 'drop-after-dot',
    until: isUncertain,
    expected: { uncertain: [1, any] },
  },
  {
    name: 'server drops the line after the dot',
    mode: 'drop-after-dot',
    onUncertain: 'resend',
    until: sql`resends > 0`,
    expected: { unanswered: [1, any] },
  },
  {
    name: 'server half-closes after the dot',
    mode: 'half-close',
    until: isUncertain,
    expected: { uncertain: [1, any] },
  },
  {
    name: 'server is silent after the dot',
    mode: 'hang',
    until: isUncertain,
    // The lines that were silent, and what was under way when the worker is stopped while they still are.
    expected: { uncertain: [1, 3 * connections] },
  },
  { name: 'server accepts the line and is silent', mode: 'hang-at-greeting', until: isDeferred },
  { name: 'server closes at the greeting', mode: 'close-at-greeting', until: isDeferred },
  { name: 'server answers 421 4.7.28', mode: { reply: '421 4.7.28 too fast' }, until: isDeferred },
  { name: 'server answers 450 4.2.0', mode: { reply: '450 4.2.0 greylisted' }, until: isDeferred },
  {
    name: 'server answers 550 5.1.1',
    mode: { reply: '550 5.1.1 no such user' },
    until: isFailed,
    expected: { failed: [1, any] },
  },
  {
    name: 'server answers 552 5.2.2',
    mode: { reply: '552 5.2.2 mailbox full' },
    until: isFailed,
    expected: { failed: [1, any] },
  },
]

async function misbehave({ place, sink }: Running, { mode, until }: Answer): Promise<void> {
  sink.setMode(mode)
  await waitUntil(() => hasDelivery(place.db, until), longestMs)
}

/** The server's certificate is the trusted one, then a stranger's, then the trusted one again. */
async function withBadCertificate(place: Place): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-trusted-'))
  const trusted = path.join(folder, 'trusted.pem')
  await writeFile(trusted, selfSigned.cert)
  try {
    return await sendDuring(place, {
      onUncertain: 'hold',
      line: 'tls',
      env: { NODE_EXTRA_CA_CERTS: trusted },
      fault: async ({ sink }) => {
        sink.setMode('bad-certificate')
        const isPaused = async () =>
          (await place.db.execute(sql`select from editions where state = 'paused'`)).length > 0
        await waitUntil(isPaused, longestMs)
      },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the mail server may do to us, each with the policy it is tried under. */
export const serverScenarios: readonly Scenario[] = [
  ...answers.map((answer) => {
    const { name, onUncertain = 'hold', expected = {} } = answer
    const run = (place: Place) =>
      sendDuring(place, { onUncertain, fault: (running) => misbehave(running, answer) })
    return { name, onUncertain, expected, run }
  }),
  { name: 'server shows a bad certificate', onUncertain: 'hold', expected: {}, run: withBadCertificate },
]
