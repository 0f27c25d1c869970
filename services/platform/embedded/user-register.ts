import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * A folder with one file per user of the thing beside it. A file names its process by id and start, so neither a dead
 * process nor a later one with the same id counts. Use it under a lock.
 */
export function buildUserRegister(folder: string) {
  const mark = randomBytes(4).toString('hex')
  const ownName = async () => `${process.pid}.${(await findProcessStart(process.pid)) ?? 0}.${mark}`
  return {
    async join(): Promise<void> {
      await mkdir(folder, { recursive: true })
      await writeFile(path.join(folder, await ownName()), '')
    },
    async leave(): Promise<void> {
      await rm(path.join(folder, await ownName()), { force: true })
    },
    /** True when somebody is registered. Files of the dead are removed. */
    async isUsed(): Promise<boolean> {
      const names = await readdir(folder)
      const alive = await Promise.all(names.map(isAlive))
      const dead = names.filter((_, index) => !alive[index])
      await Promise.all(dead.map((name) => rm(path.join(folder, name), { force: true })))
      return alive.includes(true)
    },
  }
}

async function isAlive(name: string): Promise<boolean> {
  const [pid, start] = name.split('.')
  return (await findProcessStart(Number(pid))) === start
}

/**
 * What tells a process from a later one with the same id: its start in clock ticks since boot (proc(5), `starttime`).
 * `undefined` for a process that is gone, also while its parent has not asked for its end. Without /proc (macOS,
 * Windows) every live process says `0`.
 */
export async function findProcessStart(pid: number): Promise<string | undefined> {
  if (!isRunning(pid)) return undefined
  if (process.platform !== 'linux') return '0'
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is the program's name in brackets and may hold anything; the third is the state, the 22nd the start.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? undefined : fields[18]
}

/** True while the system knows a process with this id, whoever owns it. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
