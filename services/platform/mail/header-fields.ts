/** Header fields by lower-case name, unfolded, in their order. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>

// Far more than a real message or report has; what is beyond is not read.
const mostBytes = 64 * 1024
const mostFields = 500
const mostCharacters = 4_000

/** The first value of a field, or an empty text. */
export function fieldOf(fields: HeaderFields, name: string): string {
  return fields.get(name)?.[0] ?? ''
}

/** Reads the header block at the start of a text (RFC 5322 2.2), up to its first empty line. Lines that are no field are passed over. */
export function readHeaderFields(text: string): HeaderFields {
  const fields = new Map<string, string[]>()
  const lines: string[] = []
  for (const line of text.slice(0, mostBytes).split(/\r?\n/)) {
    if (line.trim() === '' && lines.length > 0) break
    if (/^[ \t]/.test(line) && lines.length > 0)
      lines.push(`${lines.pop()} ${line.trim()}`.slice(0, mostCharacters))
    else if (lines.length < mostFields && line !== '') lines.push(line.slice(0, mostCharacters))
  }
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (!/^[!-9;-~]+$/.test(name)) continue
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  return fields
}

/** Groups of fields parted by empty lines, as a delivery status has them (RFC 3464 2.1). */
export function readFieldGroups(text: string, mostGroups: number): HeaderFields[] {
  return text
    .slice(0, mostBytes)
    .split(/(?:\r?\n[ \t]*){2,}/, mostGroups)
    .map(readHeaderFields)
    .filter((group) => group.size > 0)
}
