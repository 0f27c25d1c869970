import type { TopicOption, Zone, ZoneGroup } from './view-data.ts'

/** The region under which names without a slash stand. */
const REGIONLESS = 'Universal'

/** Topics under their group, both in the order given. */
export function groupTopics(topics: readonly TopicOption[]): { name: string; topics: TopicOption[] }[] {
  return [...groupBy(topics, (topic) => topic.group)].map(([name, members]) => ({ name, topics: members }))
}

/**
 * IANA names grouped by region for a `<select>`, sorted; `UTC` is always offered (`Intl.supportedValuesOf` leaves it out),
 * and so is each of `alsoOffer`: a reader's own zone may be an alias that the list knows under another name.
 */
export function groupTimezones(names: readonly string[], alsoOffer: readonly string[] = []): ZoneGroup[] {
  const all = [...new Set([...names, ...alsoOffer, 'UTC'])].sort()
  const grouped = groupBy(all, (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : REGIONLESS))
  return [...grouped].map(([region, members]) => ({ region, zones: members.map(zone) }))
}

function zone(name: string): Zone {
  const place = name.slice(name.indexOf('/') + 1)
  return { id: name, label: place.replaceAll('/', ', ').replaceAll('_', ' ') }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const members = groups.get(keyOf(item)) ?? []
    members.push(item)
    groups.set(keyOf(item), members)
  }
  return groups
}
