import { readdir, readFile } from 'node:fs/promises'

/** Peak memory in MB by the name of a program, all its processes together. */
export type Peaks = ReadonlyMap<string, number>

const intervalMs = 500

/**
 * Watches the memory of a process and of all that it starts, until it is stopped. Shared memory counts once (Pss): a
 * PostgreSQL with ten connections would otherwise seem to hold its buffers ten times.
 */
export function watchMemory(root: number): { stop(): Peaks } {
  const peaks = new Map<string, number>()
  const state = { busy: false }
  const sample = async () => {
    if (state.busy) return
    state.busy = true
    for (const [name, megabytes] of await readTree(root))
      peaks.set(name, Math.max(peaks.get(name) ?? 0, megabytes))
    state.busy = false
  }
  const timer = setInterval(sample, intervalMs)
  return {
    stop: () => {
      clearInterval(timer)
      return peaks
    },
  }
}

async function readTree(root: number): Promise<Map<string, number>> {
  const processes = await listProcesses()
  const inTree = new Set([root])
  // Parents have lower ids than their children but for the wrap-around, which costs us one sample.
  for (const { pid, parent } of processes) if (inTree.has(parent)) inTree.add(pid)
  const sums = new Map<string, number>()
  for (const { pid, name } of processes.filter((one) => inTree.has(one.pid)))
    sums.set(name, (sums.get(name) ?? 0) + (await readMegabytes(pid)))
  return sums
}

async function listProcesses(): Promise<{ pid: number; parent: number; name: string }[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const all = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [, name = '', parent = '0'] = /^\d+ \((.*)\) \S (\d+)/s.exec(stat) ?? []
      return { pid, parent: Number(parent), name: name === 'MainThread' ? 'node' : name }
    }),
  )
  return all.sort((one, other) => one.pid - other.pid)
}

async function readMegabytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1_024
}
