import { connect, createServer, type Socket } from 'node:net'

export type FlakyProxy = {
  readonly port: number
  /** Cuts every line and refuses new ones until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** A TCP proxy on the loopback whose lines can be cut: a server that restarts, as its clients see it. */
export async function startFlakyProxy(target: { host: string; port: number }): Promise<FlakyProxy> {
  const sockets = new Set<Socket>()
  const state = { isCut: false }
  const server = createServer((client) => {
    if (state.isCut) return void client.destroy()
    const upstream = connect(target.port, target.host)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const cutLines = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: () => {
      state.isCut = true
      cutLines()
    },
    mend: () => {
      state.isCut = false
    },
    close: async () => {
      cutLines()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
