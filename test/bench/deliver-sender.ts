import { type DeliverDeps, deliverDue } from '../../services/delivery/deliver.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { connectDatabase } from '../../services/platform/db/connect.ts'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { buildLog } from '../../services/platform/log.ts'
import { wholeText } from '../../services/platform/mail/mail-text.ts'
import { connectMailer, type DkimKey } from '../../services/platform/mail/mailer.ts'
import { loadRenderers } from '../../services/worker/load-renderers.ts'

/** The sender in a process of its own, as a worker is one: its memory and its processor time are nobody else's. */
process.title = 'bench-sender'

export type SenderOrder = {
  readonly databaseUrl: string
  readonly smtpUrl: string
  readonly connections: number
  readonly dkim: DkimKey | null
}

export type SenderReport = {
  readonly sent: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** Of the HTML and the text of a mail, on average. */
  readonly sizeBytes: number
  /** Peaks of resident memory in the first and in the second half of the time. */
  readonly peakBytes: readonly [number, number]
}

process.once('message', async (order: SenderOrder) => {
  process.send?.(await deliver(order), () => process.exit(0))
})

/** Everything as a worker has it, but for the rate, which is unlimited. */
async function deliver({ databaseUrl, smtpUrl, connections, dkim }: SenderOrder): Promise<SenderReport> {
  const database = connectDatabase(databaseUrl)
  const mailer = connectMailer({
    smtpUrl,
    connections,
    ratePerSecond: 1e9,
    hostname: 'broadsheet.example',
    dkim: dkim ?? undefined,
  })
  const sizes: number[] = []
  const deps: DeliverDeps = {
    db: database.db,
    log: buildLog('error', process.stderr),
    now: () => new Date(),
    links: buildLinkSigner(['a-key-for-the-benchmark-that-is-long']),
    topicNames: new Map(loadTopics().map(({ slug, name }) => [slug, name])),
    sender: {
      from: 'Broadsheet <news@broadsheet.example>',
      publicUrl: 'https://broadsheet.example',
      postalAddress: 'Example Press, 1 Paper Street, 10115 Berlin',
      bounceDomain: 'bounces.broadsheet.example',
    },
    ...(await loadRenderers()),
    send: (message) => {
      if (sizes.length < 100) sizes.push(wholeText(message.html).length + wholeText(message.text).length)
      return mailer.send(message)
    },
    connections,
    onUncertain: 'resend',
  }
  const memory = watchMemory()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const { sent } = await deliverDue(deps)
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  mailer.close()
  await database.close()
  const sizeBytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length))
  return { sent, seconds, cpuSeconds: (user + system) / 1e6, sizeBytes, peakBytes: memory.stop() }
}

function watchMemory(): { stop(): [number, number] } {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(process.memoryUsage.rss()), 100)
  return {
    stop: () => {
      clearInterval(timer)
      const half = Math.ceil(samples.length / 2)
      return [Math.max(0, ...samples.slice(0, half)), Math.max(0, ...samples.slice(half))]
    },
  }
}
