/** Stands in for our own host while a path is resolved; `.invalid` can never be a real one (RFC 2606). */
const HERE = 'https://here.invalid'

/**
 * The only way a URL reaches an `href`: an absolute http(s) address without credentials, or a path of this site.
 * Anything else (`javascript:`, `data:`, `//elsewhere`, `https://paypal.com@elsewhere`) gives undefined, and the
 * template shows the text unlinked. The URL parser decides, because browsers drop tabs and line breaks inside a scheme
 * and turn backslashes into slashes, which a pattern over the raw text misses.
 */
export function safeHref(value: string | undefined): string | undefined {
  if (!value) return undefined
  const isPath = value.startsWith('/')
  const url = parse(value, isPath ? HERE : undefined)
  if (!url || url.username || url.password) return undefined
  if (isPath) return url.origin === HERE ? url.pathname + url.search + url.hash : undefined
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
}

function parse(value: string, base: string | undefined): URL | undefined {
  return URL.canParse(value, base) ? new URL(value, base) : undefined
}
