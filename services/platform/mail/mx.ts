import { Resolver } from 'node:dns/promises'

export type MxRecord = { readonly exchange: string; readonly priority: number }

/**
 * Asks DNS for the MX records of a domain: `servers` where given, such as `127.0.0.1:53`, else those of the system.
 * @throws Error where the name does not exist, has no MX, or nobody answers
 */
export function buildMxResolver(servers?: readonly string[]): (domain: string) => Promise<MxRecord[]> {
  const resolver = new Resolver({ timeout: 1_500, tries: 1 })
  if (servers) resolver.setServers(servers)
  return (domain) => resolver.resolveMx(domain)
}
