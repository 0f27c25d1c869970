import type { Log } from './log.ts'

// Orchestrators kill after 10 s or more; what is not drained by then is found by the sweep of the next process.
const stopDeadlineMs = 9_500

/** Runs `stop` once on SIGTERM or SIGINT, then ends the process. A second signal, or the deadline, ends it at once. */
export function onStopSignal(stop: () => Promise<void>, log: Log): void {
  let isStopping = false
  const handle = (signal: string) => {
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.warn('stopped before everything was drained')
      process.exit(1)
    }, stopDeadlineMs).unref()
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'the stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => handle('SIGTERM'))
  process.on('SIGINT', () => handle('SIGINT'))
  // Started by a parent over a channel: when it is gone, however it went, so are we.
  if (process.connected)
    process.removeAllListeners('disconnect').on('disconnect', () => handle('the parent process ended'))
}

/** Runs a process's main function: its failure is one line for people, without a stack, and exit code 1. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}
