import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Cli } from '../../services/cli/cli.ts'
import { runCli } from '../../services/cli/program.ts'

export type CliResult = { readonly code: number; readonly out: string; readonly err: string }

/** Settings that every command accepts; a test adds its database and mail server. */
export const settings = {
  PUBLIC_URL: 'https://broadsheet.example.org',
  MAIL_FROM: 'Broadsheet <news@example.org>',
  POSTAL_ADDRESS: 'Broadsheet, 1 Example Street, 00000 Example',
  SECRET_KEYS: 'a-test-key-that-is-long-enough-000',
}

/** The program itself, without a process around it: as main.ts runs it, but for the streams. */
export async function cli(
  args: readonly string[],
  env: Cli['env'] = {},
  options: { readonly now?: () => Date; readonly signal?: AbortSignal } = {},
): Promise<CliResult> {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(
    {
      out: { write: async (written) => void out.push(written) },
      err: { write: (written) => err.push(written) },
      env,
      now: options.now ?? (() => new Date()),
      signal: options.signal ?? new AbortController().signal,
    },
    args,
  )
  return { code, out: out.join(''), err: err.join('') }
}

const launcher = fileURLToPath(new URL('../../services/launch.mjs', import.meta.url))

/** A real process, as `npm run cli` starts it, in `cwd` so that no .env of this folder reaches it. */
export async function cliProcess(
  args: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd: string; readonly input?: string },
): Promise<CliResult> {
  const child = spawn(process.execPath, [launcher, 'cli/main.ts', ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...options.env },
  })
  child.stdin.end(options.input ?? '')
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: Number(code), out, err }
}

/** The lines of an answer as JSON. */
export function jsonLines(out: string): unknown[] {
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}
