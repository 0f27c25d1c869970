import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whom PostgreSQL runs as: itself refuses root. `undefined` means as we are. */
export type ServiceUser = { readonly uid: number; readonly gid: number }

/** A program with its arguments, ready for `spawn`, and the ids to spawn it with. */
export type UserCommand = { file: string; args: string[]; ids: Partial<ServiceUser> }

/** The user for the database when we are root: `postgres`, made when absent. */
export async function findServiceUser(): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await lookUp('postgres')
  if (existing) return existing
  await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => {
    // A machine without useradd still has `nobody`, which serves as well.
  })
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (!user) throw new Error('PostgreSQL does not run as root and no other user was found. Set DATABASE_URL.')
  return user
}

async function lookUp(name: string): Promise<ServiceUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    // `id` fails for a name the machine does not know: that is the answer.
    return undefined
  }
}

/**
 * The command as the service user. A checkout below /root is closed to every other user; there the program keeps
 * the right to pass folders (CAP_DAC_OVERRIDE through util-linux setpriv) and nothing else of root.
 */
export async function asServiceUser(
  user: ServiceUser | undefined,
  command: { file: string; args: string[]; folders: string[] },
): Promise<UserCommand> {
  if (!user) return { file: command.file, args: command.args, ids: {} }
  const open = await Promise.all(
    [path.dirname(command.file), ...command.folders].map((f) => isOpenTo(user, f)),
  )
  if (open.every(Boolean)) return { file: command.file, args: command.args, ids: user }
  const keep = '+dac_override'
  const args = [
    '--securebits=+no_setuid_fixup',
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    `--inh-caps=${keep}`,
  ]
  return {
    file: 'setpriv',
    args: [...args, `--ambient-caps=${keep}`, command.file, ...command.args],
    ids: {},
  }
}

async function isOpenTo(user: ServiceUser, folder: string): Promise<boolean> {
  const info = await stat(folder)
  const mayEnter =
    info.uid === user.uid ? info.mode & 0o100 : info.gid === user.gid ? info.mode & 0o010 : info.mode & 0o001
  if (!mayEnter) return false
  const parent = path.dirname(folder)
  return parent === folder || isOpenTo(user, parent)
}
