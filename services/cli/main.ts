import { readEnvironment } from '../platform/env-file.ts'
import { buildOutput } from './output.ts'
import { runCli } from './program.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second one ends at once, whatever is under way.
    if (stopping.signal.aborted) process.exit(1)
    stopping.abort(new Error('Stopped.'))
  })
}
process.stderr.on('error', () => {
  // Nobody reads the messages; the answer on stdout is still worth finishing.
})

const code = await runCli(
  {
    out: buildOutput(process.stdout),
    err: process.stderr,
    env: readEnvironment(),
    now: () => new Date(),
    signal: stopping.signal,
  },
  process.argv.slice(2),
)
process.exit(code)
