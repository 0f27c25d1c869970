/** A header field as RFC 6376 3.4.2 signs it ("relaxed"): its name in lower case, unfolded, single spaces. */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value}`
}

/**
 * Whole lines of a body as RFC 6376 3.4.4 hashes them ("relaxed"): single spaces, none at the end of a line. The last
 * lines of a body must not be empty, for those do not count; a multipart body ends with its boundary.
 */
export function relaxedBody(lines: string): string {
  if (!UNRELAXED.test(lines)) return lines
  return lines.replace(/[ \t]+\r\n/g, '\r\n').replace(/\t[ \t]*| [ \t]+/g, ' ')
}

const UNRELAXED = /[ \t]{2}|\t|[ \t]\r/
