import { readdir, readFile } from 'node:fs/promises'

// Linux counts in hundredths of a second, whatever the kernel's own tick is (USER_HZ, man 5 proc).
const ticksPerSecond = 100

/** Seconds of processor time that a process and its living children have taken; on a busy machine the fairer clock. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const names = await readdir('/proc').catch(() => [])
  const times = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
        // After the name, which may hold anything: state, parent, …; user and system time are the 14th and 15th field.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const isMeant = Number(name) === pid || Number(fields[1]) === pid
        return isMeant ? Number(fields[11] ?? 0) + Number(fields[12] ?? 0) : 0
      }),
  )
  return times.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond
}
