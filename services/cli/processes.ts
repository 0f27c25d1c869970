import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../launch.mjs', import.meta.url))

export type Running = {
  /** Resolves with the exit code when the process ends, however it ends. */
  readonly ended: Promise<number>
  /** SIGTERM, then waits; resolves when it is gone. The process drains for some seconds; a second call ends it at once. */
  stop(): Promise<void>
}

/**
 * Starts one of our processes. Its log goes to our stderr. The open channel tells it when we are gone, so that a killed
 * parent leaves nothing running.
 */
export function startProcess(
  entry: 'api/main.ts' | 'worker/main.ts',
  env: Readonly<Record<string, string | undefined>>,
): Running {
  const child: ChildProcess = spawn(process.execPath, [launcher, entry], {
    env: { ...env },
    stdio: ['ignore', 2, 2, 'ipc'],
    // In a group of its own: Ctrl-C reaches a terminal's whole group, and the SIGTERM that follows would be the second
    // signal, which ends a process before it has drained.
    detached: true,
  })
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1))
  return {
    ended,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
