// One quota stands behind all domains of a provider: Gmail counts "based on the MX record domain, not the domain in the
// recipient email address" (support.google.com/a/answer/81126).
const providers: Readonly<Record<string, readonly string[]>> = {
  google: ['gmail.com', 'googlemail.com'],
  microsoft: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
  yahoo: ['yahoo.com', 'ymail.com', 'aol.com', 'rocketmail.com'],
  apple: ['icloud.com', 'me.com', 'mac.com'],
  gmx: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'web.de'],
}

const providerOf = new Map(
  Object.entries(providers).flatMap(([group, domains]) => domains.map((domain) => [domain, group])),
)
// hotmail.co.uk, live.nl, yahoo.co.jp and their like.
const national = /^(?:(hotmail|live|outlook|msn)|(yahoo))\.(?:com?\.)?[a-z]{2}$/

// Where customers' own domains lead that a provider hosts: Google Workspace, Microsoft 365 and their like.
const hosts: Readonly<Record<string, readonly string[]>> = {
  google: ['google.com', 'googlemail.com'],
  microsoft: ['outlook.com', 'mx.microsoft'],
  yahoo: ['yahoodns.net'],
  apple: ['icloud.com'],
  gmx: ['gmx.net', 'web.de'],
}

/** An MX record (RFC 5321 5.1): the lowest priority is tried first. */
export type MailHost = { readonly exchange: string; readonly priority: number }

/** The receiving system behind MX records: the provider of the first host, else that host; undefined where there is none. */
export function mailGroupOfHosts(records: readonly MailHost[]): string | undefined {
  const [first] = records
    .map(({ exchange, priority }) => ({ name: exchange.toLowerCase().replace(/\.$/, ''), priority }))
    // RFC 7505: the empty name says that the domain takes no mail.
    .filter(({ name }) => name !== '')
    .sort((one, other) => one.priority - other.priority || (one.name < other.name ? -1 : 1))
  if (!first) return undefined
  const isBelow = (domain: string) => first.name === domain || first.name.endsWith(`.${domain}`)
  return Object.entries(hosts).find(([, domains]) => domains.some(isBelow))?.[0] ?? first.name
}

/** Our own mail server, in the place of a receiving system. */
export const ownServer = '*'

/** The receiving system behind an address, whose limits its domains share; a domain that is no known provider's stands alone. */
export function mailGroupOf(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  const known = providerOf.get(domain)
  if (known) return known
  const match = national.exec(domain)
  if (!match) return domain
  return match[1] ? 'microsoft' : 'yahoo'
}

/** A receiving system that asked for less, as all processes see it. */
export type Gate = {
  readonly name: string
  readonly closedUntil: Date | null
  /** Messages under way at once; null: no limit. */
  readonly allowance: number | null
  readonly strikes: number
  /** Domains that are known by their MX to stand behind it. */
  readonly domains: readonly string[]
}

/** The gate that a group meets: that of the system behind its domain, else one of its own name. */
export function buildGateFinder(gates: readonly Gate[]): (group: string) => Gate | undefined {
  const byDomain = new Map(gates.flatMap((gate) => gate.domains.map((domain) => [domain, gate])))
  const byName = new Map(gates.map((gate) => [gate.name, gate]))
  return (group) => byDomain.get(group) ?? byName.get(group)
}

export type Admission<Item> = {
  readonly go: readonly Item[]
  /** Their system has all under way that it takes; they may go as soon as one of these ends. */
  readonly busy: readonly Item[]
  readonly closed: readonly { readonly item: Item; readonly until: Date }[]
}

type World = {
  readonly gates: readonly Gate[]
  /** Messages under way by group, in all processes. */
  readonly underWay: ReadonlyMap<string, number>
  readonly now: Date
}

/** Who of `items` may be transmitted now, in their order. */
export function admit<Item extends { readonly group: string }>(
  items: readonly Item[],
  { gates, underWay, now }: World,
): Admission<Item> {
  const gateOf = buildGateFinder(gates)
  const counts = new Map<string, number>()
  const add = (group: string, count: number) => counts.set(group, (counts.get(group) ?? 0) + count)
  for (const [group, count] of underWay) add(gateOf(group)?.name ?? group, count)
  const result: { go: Item[]; busy: Item[]; closed: { item: Item; until: Date }[] } = {
    go: [],
    busy: [],
    closed: [],
  }
  for (const item of items) {
    const gate = gateOf(item.group)
    const count = gate ? (counts.get(gate.name) ?? 0) : 0
    if (gate?.closedUntil && gate.closedUntil > now) result.closed.push({ item, until: gate.closedUntil })
    else if (gate && gate.allowance !== null && count >= gate.allowance) result.busy.push(item)
    else {
      if (gate) add(gate.name, 1)
      result.go.push(item)
    }
  }
  return result
}
