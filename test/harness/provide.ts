import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import path from 'node:path'

type Wanted = {
  /** Any of them serves; the first that is there is taken. */
  readonly names: readonly string[]
  readonly debianPackage: string
  /** What the tests need it for, and the other way to give it: the end of the error's one line. */
  readonly hint: string
}

/**
 * The full path of a program. Where it is missing, root on Debian gets its package installed; anybody else is told how,
 * because a suite that is skipped in silence is worse than one that fails.
 * @throws Error with the one line that mends it.
 */
export async function ensureProgram({ names, debianPackage, hint }: Wanted): Promise<string> {
  const found = await findProgram(names)
  if (found) return found
  if (await mayInstall()) {
    process.stderr.write(`Installing ${debianPackage} for the tests, once.\n`)
    await installPackage(debianPackage)
  }
  const installed = await findProgram(names)
  if (installed) return installed
  throw new Error(`The tests need ${names[0]}. Run: apt-get install -y ${debianPackage}   (${hint})`)
}

async function findProgram(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  for (const file of names.flatMap((name) => folders.map((folder) => path.join(folder, name)))) {
    if (await isExecutable(file)) return file
  }
  return undefined
}

async function mayInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'))
}

/** A fresh machine has no package lists yet, and old ones name versions that are gone: then they are fetched, and once more. */
async function installPackage(name: string): Promise<void> {
  const install = ['install', '--yes', '--no-install-recommends', name]
  if ((await runApt(install)) === 0) return
  await runApt(['update'])
  await runApt(install)
}

/** Two test files may want a program each at the same moment: the second waits for the first. */
async function runApt(args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=600', ...args], {
    env,
    stdio: ['ignore', 2, 2],
  })
  const [code] = await once(child, 'exit')
  return code
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
