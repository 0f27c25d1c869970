import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Runs `work` while no other process on this machine holds `file`. A holder that died is passed over. */
export async function withProcessLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await takeLock(file)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function takeLock(file: string): Promise<void> {
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(String(process.pid))
      await handle.close()
      return
    } catch (error) {
      if (!isAlreadyThere(error)) throw error
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    // An empty file is a holder between its open and its write: it gets its moment before it counts as dead.
    if (holder > 0 && !isRunning(holder)) await rm(file, { force: true })
    await delay(50)
  }
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

/** True while a process with this id exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A folder with one file per process that uses the thing beside it; files of dead processes do not count. */
export function buildUserRegister(folder: string) {
  const own = path.join(folder, String(process.pid))
  return {
    async join(): Promise<void> {
      await mkdir(folder, { recursive: true })
      await writeFile(own, '')
    },
    async leave(): Promise<void> {
      await rm(own, { force: true })
    },
    async others(): Promise<number[]> {
      const names = await readdir(folder).catch(() => [])
      return names.map(Number).filter((pid) => pid !== process.pid && isRunning(pid))
    },
  }
}
