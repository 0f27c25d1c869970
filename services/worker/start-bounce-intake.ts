import { mostMailBytes, receiveMail } from '../delivery/bounces/receive-mail.ts'
import { readBounceAddress } from '../delivery/bounces/verp.ts'
import type { Config } from '../platform/config.ts'
import { type Intake, startIntake } from '../platform/mail/intake.ts'
import type { WorkerDeps } from './deps.ts'

type Settings = Pick<Config, 'BOUNCE_DOMAIN' | 'BOUNCE_SMTP_HOST' | 'BOUNCE_SMTP_PORT'>

/** Takes mail for BOUNCE_DOMAIN by SMTP where it is configured to: bounces, complaints and unsubscribes, and nothing else. */
export async function startBounceIntake(
  deps: Pick<WorkerDeps, 'db' | 'links' | 'now' | 'log'>,
  { BOUNCE_DOMAIN: bounceDomain, BOUNCE_SMTP_HOST: host, BOUNCE_SMTP_PORT: port }: Settings,
): Promise<Intake | undefined> {
  if (port === undefined || bounceDomain === undefined) return undefined
  const own = { ...deps, bounceDomain }
  const intake = await startIntake({
    host,
    port,
    hostname: bounceDomain,
    maxBytes: mostMailBytes,
    accepts: (address) => readBounceAddress(own, address) !== undefined,
    receive: (mail) => receiveMail(own, { source: 'smtp', ...mail }),
    log: deps.log,
  })
  deps.log.info({ port: intake.port }, 'bounces are taken by SMTP')
  return intake
}
