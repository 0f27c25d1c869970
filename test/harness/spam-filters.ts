import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { findFreePort } from './free-port.ts'
import { isListening } from './is-listening.ts'
import { ensureProgram } from './provide.ts'
import { findUser } from './system-user.ts'
import { waitUntil } from './wait-until.ts'

export type Verdict = {
  readonly score: number
  /** Each rule that matched and what it adds. */
  readonly rules: Readonly<Record<string, number>>
}

/** SpamAssassin's judgement by its own rules alone: no network is asked. */
export async function askSpamAssassin(raw: string): Promise<Verdict> {
  const program = await ensureProgram({
    names: ['spamassassin'],
    debianPackage: 'spamassassin',
    hint: 'it judges our digests in the tests',
  })
  const home = await mkdtemp(path.join(tmpdir(), 'broadsheet-spamassassin-'))
  const child = spawn(program, ['-L', '-t'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, HOME: home },
  })
  child.stdin.end(raw)
  const report = await text(child.stdout)
  await rm(home, { recursive: true, force: true })
  const score = Number(/^Content analysis details:\s+\((-?[\d.]+) points/m.exec(report)?.[1])
  if (Number.isNaN(score)) throw new Error(`SpamAssassin gave no score:\n${report.slice(-2_000)}`)
  const rules = report.matchAll(/^\s*(-?\d+\.\d)\s+([A-Z][A-Z0-9_]+)\b/gm)
  return { score, rules: Object.fromEntries([...rules].map(([, points, name]) => [name, Number(points)])) }
}

// Compiling all 9,600 suffixes takes half a minute; these are the ones in our mail.
const suffixes = ['com', 'org', 'net', 'test']

/** rspamd's judgement, by an instance of our own that lives for this question. It has no DNS to ask. */
export async function askRspamd(raw: string): Promise<Verdict> {
  const program = await ensureProgram({
    names: ['rspamd'],
    debianPackage: 'rspamd',
    hint: 'it judges our digests in the tests',
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-rspamd-'))
  const port = await findFreePort()
  await writeRspamdConfig(folder, port)
  const places = { DBDIR: 'db', RUNDIR: 'run', LOGDIR: 'log', LOCAL_CONFDIR: 'etc' }
  const vars = Object.entries(places).map(([name, part]) => `--var=${name}=${path.join(folder, part)}`)
  const user = process.getuid?.() === 0 ? ['-i', '-u', '_rspamd', '-g', '_rspamd'] : []
  const child = spawn(program, ['-f', ...user, ...vars], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    await waitUntil(() => child.exitCode !== null || isListening(port), 60_000)
    const answer = await fetch(`http://127.0.0.1:${port}/checkv2`, { method: 'POST', body: raw })
    const { score, symbols } = RspamdAnswer.parse(await answer.json())
    return { score, rules: Object.fromEntries(Object.values(symbols).map((one) => [one.name, one.score])) }
  } catch (cause) {
    const log = await readFile(path.join(folder, 'log/rspamd.log'), 'utf8').catch(() => '')
    throw new Error(`rspamd gave no answer:\n${log.slice(-2_000)}`, { cause })
  } finally {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}

const RspamdAnswer = z.object({
  score: z.number(),
  symbols: z.record(z.string(), z.object({ name: z.string(), score: z.number() })),
})

async function writeRspamdConfig(folder: string, port: number): Promise<void> {
  const overrides = {
    'worker-normal.inc': `bind_socket = "127.0.0.1:${port}"; count = 1;`,
    'worker-controller.inc': 'enabled = false;',
    'worker-proxy.inc': 'enabled = false;',
    'logging.inc': `type = "file"; filename = "${folder}/log/rspamd.log";`,
    // Port 9 discards: an answer never comes, and is not waited for.
    'options.inc': `disable_hyperscan = true; url_tld = "${folder}/suffixes"; pidfile = "${folder}/run/pid";
      dns { nameserver = ["127.0.0.1:9"]; timeout = 0.05s; retransmits = 1; }`,
  }
  await chmod(folder, 0o755)
  for (const part of ['db', 'run', 'log', 'etc/local.d', 'etc/override.d'])
    await mkdir(path.join(folder, part), { recursive: true })
  await writeFile(path.join(folder, 'suffixes'), `${suffixes.join('\n')}\n`)
  for (const [name, text] of Object.entries(overrides))
    await writeFile(path.join(folder, 'etc/override.d', name), text)
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await findUser('_rspamd')
  for (const part of ['db', 'run', 'log']) await chown(path.join(folder, part), uid, gid)
}
