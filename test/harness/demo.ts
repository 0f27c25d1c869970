import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))

export type RunningDemo = {
  readonly signUpUrl: string
  readonly inboxUrl: string
  readonly process: ChildProcess
  /** Sends the signal and waits until the demo itself is gone; resolves with its exit code, null after a kill. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<number | null>
}

/**
 * Starts the demo as a person would and waits for the addresses it prints.
 * @throws Error with all it printed when it ends before.
 */
export async function startDemo(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningDemo> {
  const child = spawn(process.execPath, [launcher, 'cli/demo.ts'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], BROADSHEET_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  let printed = ''
  const urls = await new Promise<{ signUpUrl: string; inboxUrl: string }>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const signUpUrl = /Sign up\s+(http\S+)/.exec(printed)?.[1]
      const inboxUrl = /Inbox\s+(http\S+)/.exec(printed)?.[1]
      if (signUpUrl && inboxUrl && printed.includes('Ctrl-C')) resolve({ signUpUrl, inboxUrl })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then((code) => reject(new Error(`the demo ended (${code}) and printed:\n${printed}`)))
  })
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    child.kill(signal)
    return ended
  }
  return { ...urls, process: child, end }
}
