import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { findFreePort } from './free-port.ts'
import { ensureProgram } from './provide.ts'
import { findUser } from './system-user.ts'
import { waitUntil } from './wait-until.ts'

export type Dovecot = {
  /** `imap://bounces:pass%40word@127.0.0.1:port/INBOX`; it listens on 127.0.0.2 as well. */
  readonly url: string
  /** Puts a message into the mailbox, as a delivery would. */
  deliver(raw: string): Promise<void>
  /** The flags of each message, as letters; a keyword is a small letter (Maildir). */
  flags(): Promise<string[]>
  close(): Promise<void>
}

/** A Dovecot of our own with one mailbox: everything in a folder that goes with it, on a free port of the loopback. */
export async function startDovecot(): Promise<Dovecot> {
  const program = await ensureProgram({
    names: ['dovecot'],
    debianPackage: 'dovecot-imapd',
    hint: 'a real mailbox is read in the tests',
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'broadsheet-dovecot-'))
  await chmod(folder, 0o755)
  const port = await findFreePort()
  const mailbox = path.join(folder, 'mail')
  // Dovecot opens no mail as root.
  const owner = userInfo().uid === 0 ? await findUser('mail') : userInfo()
  for (const part of ['', 'cur', 'new', 'tmp']) {
    await mkdir(path.join(mailbox, part), { recursive: true })
    await chown(path.join(mailbox, part), owner.uid, owner.gid)
  }
  const config = path.join(folder, 'dovecot.conf')
  const log = path.join(folder, 'dovecot.log')
  await writeFile(config, dovecotConf({ folder, port, mailbox, log, owner }))
  const child = spawn(program, ['-F', '-c', config], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const words = () => readFile(log, 'utf8').catch(() => '')
  await waitUntil(async () => child.exitCode !== null || /starting up/.test(await words()), 20_000)
  if (child.exitCode !== null) throw new Error(`Dovecot ended:\n${await words()}`)
  let delivered = 0
  return {
    url: `imap://bounces:pass%40word@127.0.0.1:${port}/INBOX`,
    deliver: async (raw) => {
      delivered += 1
      await writeFile(path.join(mailbox, 'new', `${1_700_000_000 + delivered}.M${delivered}P1.test`), raw)
    },
    flags: async () => {
      const names = [
        ...(await readdir(path.join(mailbox, 'cur'))),
        ...(await readdir(path.join(mailbox, 'new'))),
      ]
      return names.sort().map((name) => name.split(':2,')[1] ?? '')
    },
    close: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Layout = {
  folder: string
  port: number
  mailbox: string
  log: string
  owner: { uid: number; gid: number }
}

/** As the user who runs the tests: Dovecot needs no root where it changes no user. */
function dovecotConf({ folder, port, mailbox, log, owner }: Layout): string {
  const { username, uid } = userInfo()
  const [internal, login] = uid === 0 ? ['dovecot', 'dovenull'] : [username, username]
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${log}
protocols = imap
# The second one is no loopback for those who know only the first.
listen = 127.0.0.1, 127.0.0.2
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = ${internal}
default_login_user = ${login}
mail_location = maildir:${mailbox}
first_valid_uid = 0
passdb {
  driver = static
  args = password=pass@word
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`
}
