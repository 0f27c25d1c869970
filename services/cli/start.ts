import { parseConfig, serverSchema } from '../platform/config.ts'
import { readEnvironment } from '../platform/env-file.ts'
import { runMain } from '../platform/stop-signal.ts'
import { type Running, startProcess } from './processes.ts'

const usage = `Usage: npm start

Runs the API and the worker. SIGTERM or Ctrl-C stops both, within 10 s; when one ends by itself, the other is stopped too.
To run one alone: npm run start:api, npm run start:worker
`

runMain(async () => {
  const [option] = process.argv.slice(2)
  if (option === '--help') return void process.stdout.write(usage)
  if (option !== undefined) {
    process.stderr.write(`${option} is not an option.\n\n${usage}`)
    process.exit(2)
  }
  const env = readEnvironment()
  // Both would refuse a faulty configuration; so it is said once.
  parseConfig(serverSchema, env)
  const [api, worker] = [startProcess('api/main.ts', env), startProcess('worker/main.ts', env)]
  process.exit(await supervise({ api, worker }))
})

/** Runs until told to stop (0, when both stopped cleanly) or until one ends by itself (its code, never 0). */
async function supervise({ api, worker }: { api: Running; worker: Running }): Promise<number> {
  const stop = () => Promise.all([api.stop(), worker.stop()])
  const first = await Promise.race([
    stopRequested(stop),
    api.ended.then((code) => ({ name: 'the API', code })),
    worker.ended.then((code) => ({ name: 'the worker', code })),
  ])
  if (first) process.stderr.write(`${first.name} ended by itself (${first.code}); stopping the other\n`)
  await stop()
  const codes = await Promise.all([api.ended, worker.ended])
  return first ? first.code || 1 : Math.max(...codes)
}

/** The first signal stops cleanly; a second one calls `hurry`. */
function stopRequested(hurry: () => unknown): Promise<undefined> {
  return new Promise((resolve) => {
    let isStopping = false
    const handle = () => {
      if (isStopping) return void hurry()
      isStopping = true
      resolve(undefined)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handle)
  })
}
