import { readFile } from 'node:fs/promises'

/** The numbers of a user of this machine. */
export async function findUser(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n')
  const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error(`this machine has no user ${name}`)
  return { uid: Number(uid), gid: Number(gid) }
}
