import type { ZoneGroup } from './view-data.ts'
import { groupTimezones } from './view-groups.ts'

const names = Intl.supportedValuesOf('timeZone')
const common = groupTimezones(names)
const known = new Set([...names, 'UTC'])

/** The zones to choose from; a reader's own is offered even where this machine lists it under another name. */
export function timezoneGroups(own: readonly string[]): readonly ZoneGroup[] {
  return own.every((name) => known.has(name)) ? common : groupTimezones(names, own)
}
