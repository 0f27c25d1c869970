/**
 * Refuses XML that declares a document type or entities, wherever it stands (OWASP ASVS 5.0, 1.5.1). For parsers that
 * would read them; what merely quotes such a declaration inside CDATA is text. Linear.
 */
export function refuseDoctype(xml: string): void {
  if (!xml.trimStart().startsWith('<')) return
  let outside = ''
  let at = 0
  for (let open = xml.indexOf('<![CDATA['); open !== -1; open = xml.indexOf('<![CDATA[', at)) {
    const close = xml.indexOf(']]>', open)
    if (close === -1) break
    outside += xml.slice(at, open)
    at = close + 3
  }
  outside += xml.slice(at)
  if (/<!(?:DOCTYPE|ENTITY)/i.test(outside))
    throw new Error('the XML carries a document type, which is refused')
}

/** Scripts and style sheets inside an article are no words of it; their content goes with them. Linear. */
export function dropActiveContent(html: string): string {
  return dropElement(dropElement(html, 'script'), 'style')
}

function dropElement(html: string, name: string): string {
  const lower = html.toLowerCase()
  // Lower case can change the length of a text (İ); then no index fits, and the tags alone go later.
  if (lower.length !== html.length) return html
  const parts: string[] = []
  let at = 0
  for (let open = lower.indexOf(`<${name}`); open !== -1; open = lower.indexOf(`<${name}`, at)) {
    const close = lower.indexOf(`</${name}`, open)
    if (close === -1) break
    parts.push(html.slice(at, open))
    at = close
  }
  parts.push(html.slice(at))
  return parts.join(' ')
}
