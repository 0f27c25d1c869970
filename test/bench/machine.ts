import { readFile } from 'node:fs/promises'
import os from 'node:os'

/** The machine in one line, and how busy it was with others before we began: a figure means nothing without. */
export async function describeMachine(): Promise<string> {
  const cpus = os.cpus()
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const system = /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? `${os.type()} ${os.release()}`
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`
  const [load = 0] = os.loadavg()
  return `${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown'}, ${memory}, ${system}, Node ${process.version}, load ${load.toFixed(1)} before`
}
