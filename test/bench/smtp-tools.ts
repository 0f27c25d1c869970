import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '../harness/free-port.ts'
import { ensureProgram } from '../harness/provide.ts'

const postfix = { debianPackage: 'postfix', hint: 'its smtp-sink and smtp-source are the measure' }

export type DebianSink = { readonly url: string; readonly port: number; close(): Promise<void> }

/** Debian's smtp-sink: takes everything, keeps nothing, about as fast as a server can be. */
export async function startDebianSink(): Promise<DebianSink> {
  const program = await ensureProgram({ names: ['smtp-sink'], ...postfix })
  const port = await findFreePort()
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn(program, [...user, `127.0.0.1:${port}`, '1024'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await waitUntilOpen(port, child)
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    close: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}

async function waitUntilOpen(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (isOpen) return
    await delay(50)
  }
  throw new Error(`smtp-sink ended with ${child.exitCode}`)
}

/** Messages a second that Debian's smtp-source sends over kept connections: what SMTP itself costs. */
export async function measureSmtpSource(
  sink: DebianSink,
  { messages, sizeBytes, connections }: { messages: number; sizeBytes: number; connections: number },
): Promise<number> {
  const program = await ensureProgram({ names: ['smtp-source'], ...postfix })
  const options = ['-d', '-s', String(connections), '-m', String(messages), '-l', String(sizeBytes)]
  const addresses = ['-f', 'news@broadsheet.example', '-t', 'reader@example.org']
  const start = performance.now()
  const child = spawn(program, [...options, ...addresses, `127.0.0.1:${sink.port}`], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`)
  return messages / ((performance.now() - start) / 1_000)
}
