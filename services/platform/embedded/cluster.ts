import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findPostgresBinaries } from './binaries.ts'
import { asServiceUser, findServiceUser, type ServiceUser } from './service-user.ts'

/** Where one embedded database lives: `cluster` is PostgreSQL's own folder, beside it our password and the server's log. */
export type Home = {
  readonly root: string
  readonly cluster: string
  readonly password: string
  readonly user: ServiceUser | undefined
}

/**
 * Finds the cluster below `root` or makes it. One that a kill left half made is set aside as `cluster.broken`.
 * @throws Error when there is data whose password is lost: it is never thrown away for that.
 */
export async function prepareHome(root: string): Promise<Home> {
  await mkdir(root, { recursive: true })
  const user = await findServiceUser()
  const cluster = path.join(root, 'cluster')
  const passwordFile = path.join(root, 'password')
  const known = await readFile(passwordFile, 'utf8').catch(() => '')
  const isWhole = (await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')) !== ''
  if (isWhole && known !== '') return { root, cluster, password: known, user }
  if (isWhole)
    throw new Error(
      `${cluster} holds data, but ${passwordFile} is gone. Put it back, or remove ${root} to start with an empty database.`,
    )
  const home = { root, cluster, password: randomBytes(24).toString('base64url'), user }
  await writeFile(passwordFile, home.password, { mode: 0o600 })
  await initialiseCluster(home, passwordFile)
  return home
}

/**
 * initdb works in a folder of its own that is renamed when whole, so a kill leaves no half-made cluster in place. The
 * initdb of a killed process may still be at work in another.
 */
async function initialiseCluster(home: Home, passwordFile: string): Promise<void> {
  const part = await mkdtemp(`${home.cluster}.part-`)
  if (home.user) {
    await chown(part, home.user.uid, home.user.gid)
    await chown(passwordFile, home.user.uid, home.user.gid)
  }
  const { initdb } = await findPostgresBinaries()
  const access = ['-U', 'broadsheet', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  // The built-in provider sorts and folds the same on every machine, whatever locales it has. The text search alone asks
  // LC_CTYPE what a letter is: under C it takes quotes and dashes beyond ASCII for some.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const initialise = (ctype: string) =>
    runProgram(home, initdb, ['-D', part, ...access, ...locale, `--lc-ctype=${ctype}`])
  await initialise('C.UTF-8').catch(() => initialise('C'))
  await setAside(home.cluster)
  await rename(part, home.cluster)
  await removeParts(home)
}

async function removeParts(home: Home): Promise<void> {
  const names = await readdir(home.root)
  const parts = names.filter((name) => name.startsWith(`${path.basename(home.cluster)}.part`))
  // The retries outlast an initdb that still writes there.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }
  await Promise.all(parts.map((name) => rm(path.join(home.root, name), options)))
}

async function setAside(folder: string): Promise<void> {
  const aside = `${folder}.broken`
  await rm(aside, { recursive: true, force: true })
  await rename(folder, aside).catch((error: unknown) => {
    // Nothing to set aside is the usual case.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  })
}

async function runProgram(home: Home, file: string, args: string[]): Promise<void> {
  const command = await asServiceUser(home.user, { file, args, folders: [home.root] })
  const child = spawn(command.file, command.args, {
    ...command.ids,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(file)} failed (${code}): ${stderr.trim()}`)),
    )
  })
}
