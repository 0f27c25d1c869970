import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from './free-port.ts'
import { isListening } from './is-listening.ts'
import { ensureProgram } from './provide.ts'
import { findUser } from './system-user.ts'
import { waitUntil } from './wait-until.ts'

type Settings = {
  /** Its own domain, where nobody has a mailbox. */
  readonly domain: string
  /** Where mail for an address or a domain goes: a port of the loopback. */
  readonly routes: Readonly<Record<string, number>>
}

export type Postfix = {
  readonly url: string
  /** What it logged, for the moment when a test fails. */
  log(): Promise<string>
  close(): Promise<void>
}

/** A Postfix of our own: configuration, queue and log in a folder that goes with it, on a free port of the loopback. */
export async function startPostfix(settings: Settings): Promise<Postfix> {
  const program = await ensureProgram({
    names: ['postfix'],
    debianPackage: 'postfix',
    hint: 'a real mail server answers our mail in the tests',
  })
  if (process.getuid?.() !== 0)
    throw new Error(
      'Postfix starts for root only. Run the tests as root, e.g. in a container: docker run -it node:20',
    )
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-postfix-'))
  const port = await findFreePort()
  // Its parts run as the user postfix.
  await chmod(folder, 0o755)
  for (const part of ['queue', 'data', 'etc']) await mkdir(path.join(folder, part))
  const { uid, gid } = await findUser('postfix')
  await chown(path.join(folder, 'data'), uid, gid)
  await writeFile(path.join(folder, 'etc/main.cf'), mainCf(folder, settings))
  await writeFile(path.join(folder, 'etc/master.cf'), masterCf(port))
  const child = spawn(program, ['-c', path.join(folder, 'etc'), 'start-fg'], {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const log = () => readFile(path.join(folder, 'mail.log'), 'utf8').catch(() => '')
  const close = async () => {
    const stop = spawn(program, ['-c', path.join(folder, 'etc'), 'stop'], { stdio: 'ignore' })
    await once(stop, 'exit')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  await waitUntil(() => child.exitCode !== null || isListening(port), 20_000)
  if (child.exitCode === null) return { url: `smtp://127.0.0.1:${port}`, log, close }
  const words = await log()
  await rm(folder, { recursive: true, force: true })
  throw new Error(`Postfix ended with ${child.exitCode}:\n${words}`)
}

function mainCf(folder: string, { domain, routes }: Settings): string {
  const transports = Object.entries(routes).map(([to, port]) => `{ ${to} = smtp:[127.0.0.1]:${port} }`)
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.${domain}
mydestination = ${domain}
# Accepts anything for its domain and finds out only later who lives there, as a server behind a gateway does.
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtp_dns_support_level = disabled
transport_maps = inline:{ ${transports.join(', ')} }
`
}

function masterCf(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
}
