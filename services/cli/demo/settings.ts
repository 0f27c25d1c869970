import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'

export type DemoSettings = {
  readonly dataDir: string
  readonly port: number
  readonly smtpPort: number
  readonly webPort: number
  readonly env: Readonly<Record<string, string | undefined>>
}

type Wanted = { readonly dataDir: string; readonly ports: readonly [api: number, smtp: number, web: number] }

/** What the demo sets for itself. A variable that you set yourself wins, so REDIS_URL or DATABASE_URL can be tried. */
export async function prepareSettings(
  wanted: Wanted,
  given: Readonly<Record<string, string | undefined>>,
): Promise<DemoSettings> {
  const [port, smtpPort, webPort] = [
    await findPort(wanted.ports[0]),
    await findPort(wanted.ports[1]),
    await findPort(wanted.ports[2]),
  ]
  const defaults = {
    BROADSHEET_DATA_DIR: wanted.dataDir,
    LOG_LEVEL: 'error',
    MAIL_FROM: 'Broadsheet <news@broadsheet.example>',
    POSTAL_ADDRESS: 'Broadsheet demo, 1 Example Street, 00000 Example',
    SECRET_KEYS: await loadSecret(wanted.dataDir),
    SEND_RATE: '1000',
  }
  const own = {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  }
  return { dataDir: wanted.dataDir, port, smtpPort, webPort, env: { ...defaults, ...given, ...own } }
}

/** Kept with the data, so that links in yesterday's demo mails still work. */
async function loadSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'demo-secret')
  await mkdir(dataDir, { recursive: true })
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known) return known
  const secret = randomBytes(32).toString('base64url')
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}

/** The wanted port where it is free, else any that is. */
async function findPort(wanted: number): Promise<number> {
  try {
    return await tryPort(wanted)
  } catch {
    // Somebody else has it: any other serves as well, and the demo prints which.
    return tryPort(0)
  }
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      const free = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(free))
    })
  })
}
