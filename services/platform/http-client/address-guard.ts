import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { HttpClientError } from './http-client-error.ts'

/** All addresses of a host. The system's resolver in production; a test gives its own. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  const answers = await lookup(hostname, { all: true, order: 'verbatim' })
  return answers.map((answer) => answer.address)
}

/**
 * Whether an address belongs to the public internet. Everything in the IANA special-purpose registries (RFC 6890:
 * loopback, private, link-local with the cloud's metadata service, shared 100.64/10, …) does not, nor do addresses that
 * carry an IPv4 one inside (mapped, 6to4, Teredo, NAT64), nor IPv6 outside 2000::/3, the only range handed out.
 */
export function isGlobalAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20
}

/**
 * A lookup for sockets that resolves a name once, refuses it when any of its addresses is not allowed, and hands exactly
 * the checked addresses to the socket: no second question, so an answer that changes in between (DNS rebinding) changes
 * nothing.
 */
export function buildGuardedLookup(
  resolve: Resolve,
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return function guardedLookup(hostname, options, callback) {
    resolveChecked(resolve, isAllowed, hostname).then(
      (addresses) => {
        if (options.all === true) callback(null, addresses)
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
}

type Address = { readonly address: string; readonly family: 4 | 6 }

async function resolveChecked(resolve: Resolve, isAllowed: (address: string) => boolean, hostname: string) {
  const addresses = await resolve(hostname)
  if (addresses.length === 0) throw new HttpClientError('HTTP_NETWORK', `${hostname} has no address`)
  const blocked = addresses.find((address) => !isAllowed(address))
  if (blocked !== undefined) throw blockedAddress(hostname)
  return addresses.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 }))
}

/** The address itself is not told: the message may reach somebody who asked about a network that is not theirs. */
export function blockedAddress(hostname: string): HttpClientError {
  return new HttpClientError(
    'HTTP_BLOCKED_ADDRESS',
    `${hostname} leads to an address outside the public internet`,
  )
}
