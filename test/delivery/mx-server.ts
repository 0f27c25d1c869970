import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export type MxServer = { readonly address: string; readonly asked: string[]; close(): Promise<void> }

/** The host of each domain's one MX record; `silent`: no answer ever comes. Other names do not exist. */
type Zone = Readonly<Record<string, string>>

/** A DNS server (RFC 1035) on the loopback that knows MX records and nothing else. */
export async function startMxServer(zone: Zone): Promise<MxServer> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const { name, question } = readQuestion(query)
    asked.push(name)
    const host = zone[name]
    if (host !== 'silent') socket.send(answer(query, question, host), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const close = () => new Promise<void>((resolve) => socket.close(() => resolve()))
  return { address: `127.0.0.1:${socket.address().port}`, asked, close }
}

function readQuestion(query: Buffer): { name: string; question: Buffer } {
  const labels: string[] = []
  let at = 12
  for (let size = query.readUInt8(at); size > 0; size = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + size))
    at += 1 + size
  }
  return { name: labels.join('.').toLowerCase(), question: query.subarray(12, at + 5) }
}

function answer(query: Buffer, question: Buffer, host: string | undefined): Buffer {
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  // An answer with recursion; 3 is "no such name".
  header.writeUInt16BE(host === undefined ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(1, 4)
  if (host === undefined) return Buffer.concat([header, question])
  header.writeUInt16BE(1, 6)
  const labels = host.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`))
  const target = Buffer.concat([Buffer.from([0, 10]), ...labels, Buffer.from([0])])
  // The name of the question, type MX, class IN, a minute.
  const record = Buffer.from([0xc0, 0x0c, 0, 15, 0, 1, 0, 0, 0, 60, 0, target.length])
  return Buffer.concat([header, question, record, target])
}
