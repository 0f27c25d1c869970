import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runMain } from '../platform/stop-signal.ts'
import { type JourneyResult, runJourney } from './demo/journey.ts'
import { prepareSettings } from './demo/settings.ts'
import { type DemoStack, startStack } from './demo/stack.ts'

const usage = `Usage: npm run demo [-- --once]

Starts Broadsheet with sample papers, a database and an inbox of its own; nothing leaves this machine.
  --once   run a reader's whole journey, print its result as JSON and stop
`

runMain(async () => {
  const options = process.argv.slice(2)
  if (options.includes('--help')) return void process.stdout.write(usage)
  const unknown = options.find((option) => option !== '--once')
  if (unknown) {
    process.stderr.write(`${unknown} is not an option.\n\n${usage}`)
    process.exit(2)
  }
  return options.includes('--once') ? runOnce() : runDemo()
})

const say = (line: string) => void process.stdout.write(`· ${line}\n`)

async function runDemo(): Promise<void> {
  const dataDir = path.resolve(process.env['BROADSHEET_DATA_DIR'] ?? '.data')
  const settings = await prepareSettings({ dataDir, ports: [3000, 1025, 1080] }, process.env)
  const stack = await startStack(settings, say)
  process.stdout.write(`
  Sign up        ${stack.url}/
  Inbox          ${stack.inbox.webUrl}/
  API            ${stack.url}/docs

Sign up with any address; its mail comes to the inbox. Ctrl-C stops everything.
`)
  await Promise.race([stopRequested(), stack.failed]).finally(() => stop(stack))
  process.exit(0)
}

/** The first signal stops cleanly; a second ends at once. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve()
        process.once(signal, () => process.exit(1))
      })
    }
  })
}

async function stop(stack: DemoStack): Promise<void> {
  process.stdout.write('\nStopping…\n')
  await stack.close()
}

async function runOnce(): Promise<void> {
  const start = performance.now()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'broadsheet-demo-'))
  const settings = await prepareSettings({ dataDir, ports: [0, 0, 0] }, process.env)
  const result = await tryOnce(settings, start)
  await rm(dataDir, { recursive: true, force: true })
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exit(result.ok ? 0 : 1)
}

async function tryOnce(
  settings: Parameters<typeof startStack>[0],
  start: number,
): Promise<JourneyResult | { ok: false; error: string; seconds: number }> {
  const seconds = () => Math.round((performance.now() - start) / 100) / 10
  let stack: DemoStack | undefined
  try {
    stack = await startStack(settings, say)
    const journey = await Promise.race([runJourney(stack, say), stack.failed])
    return { ...journey, seconds: seconds() }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`✗ ${message}\n`)
    return { ok: false, error: message, seconds: seconds() }
  } finally {
    await stack?.close()
  }
}
