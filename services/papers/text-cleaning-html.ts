import { toScript } from './latex-scripts.ts'

/** Elements that break the line; a space takes their place so that words do not run together. */
const blocks = names(`
  p br div ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table tr td th thead tbody tfoot caption blockquote hr section article
  header footer figure figcaption pre center title sec list list-item label
`)
/** Elements inside a line, those of JATS (bioRxiv, Crossref) and of MathML too. */
const inlines = names(`
  a b i u s q em strong sub sup span small big tt code font sc italic bold monospace underline strike abbr cite mark ins
  del kbd samp var nobr wbr xref ext-link inline-formula tex-math sans-serif roman named-content
  math mi mo mn mrow msub msup msubsup mtext mfrac msqrt mover munder mstyle mspace semantics annotation
`)
/** Elements that run, load or frame something. They go even where their tag is malformed. */
const active = names(`
  script style iframe frame frameset object embed applet svg link meta base form input button select textarea option
  img image video audio source noscript template html head body plaintext xmp
`)

/** One letter or a plain word between `<` and `>` is mathematics or a token name unless its closing tag is there too. */
const ambiguous = names(
  'a b i u s q var code label title list section source link select option form input button image',
)

const TAG =
  /<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[^\s"'<>/=]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))*)\s*\/?>/g
/** As a browser sees it: with a space after `<` it is no tag, and `a < image size` is a comparison. */
const ACTIVE_START = new RegExp(`<\\/?(?=(?:${[...active].join('|')})\\b)`, 'gi')
const SCRIPT = /<(sub|sup)>([^<>]{1,20})<\/\1>/gi

/**
 * Removes HTML, JATS and MathML tags and keeps what they enclose. `a < b`, `x<y>z` and tokens such as `<think>` are text.
 * No `<script` or other active tag is left, however malformed. Linear.
 */
export function stripTags(text: string): string {
  if (!text.includes('<')) return text
  const plain = stripComments(text).replace(SCRIPT, (_all, kind: string, inner: string) =>
    smallText(kind, inner),
  )
  const closings = new Set(
    Array.from(plain.matchAll(/<\/([a-zA-Z][a-zA-Z0-9:-]*)\s*>/g), (tag) => nameOf(tag[1])),
  )
  const parts: string[] = []
  let at = 0
  for (const tag of plain.matchAll(TAG)) {
    const replacement = replaceTag(tag, closings, plain[tag.index - 1] ?? '')
    if (replacement === undefined) continue
    parts.push(plain.slice(at, tag.index), replacement)
    at = tag.index + tag[0].length
  }
  parts.push(plain.slice(at))
  return disarm(joinSafely(parts))
}

/** Undefined keeps the tag as text. */
function replaceTag(tag: RegExpExecArray, closings: ReadonlySet<string>, before: string): string | undefined {
  const name = nameOf(tag[2])
  const hasAttributes = (tag[3] ?? '') !== ''
  const closing = tag[1] === '/'
  if (ambiguous.has(name) && !closing && !hasAttributes && !closings.has(name)) return undefined
  if (name === 'p' && !closing && !hasAttributes && !closings.has(name) && /\w/.test(before)) return undefined
  if (blocks.has(name) || active.has(name)) return ' '
  if (inlines.has(name) || /^(?:jats|mml):/i.test(tag[2] ?? '')) return ''
  return undefined
}

/** A removed inline tag must not weld a new one together (`<scr<b>ipt>`): there a space stays. */
function joinSafely(parts: readonly string[]): string {
  let out = ''
  for (const part of parts) {
    const openTag = /<[/\s]*[a-z]{0,12}$/i.test(out.slice(-20))
    out += openTag && part !== '' ? ` ${part}` : part
  }
  return out
}

/** What still opens an active tag loses its bracket, and those right before it, which would take its place. */
function disarm(text: string): string {
  const parts: string[] = []
  let at = 0
  for (const start of text.matchAll(ACTIVE_START)) {
    let end = start.index
    while (end > at && (text[end - 1] === '<' || text[end - 1] === '/')) end -= 1
    parts.push(text.slice(at, end))
    at = start.index + start[0].length
  }
  parts.push(text.slice(at))
  return parts.join('')
}

function smallText(kind: string, inner: string): string {
  const marker = kind.toLowerCase() === 'sub' ? '_' : '^'
  const script = toScript(marker, inner.trim())
  return script.startsWith(`${marker}(`) ? inner : script
}

function stripComments(text: string): string {
  const parts: string[] = []
  let at = 0
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', at)) {
    const close = text.indexOf('-->', open + 4)
    if (close === -1) break
    parts.push(text.slice(at, open), ' ')
    at = close + 3
  }
  parts.push(text.slice(at))
  return parts
    .join('')
    .replace(/<!\[CDATA\[|\]\]>/g, '')
    .replace(/<[!?][a-zA-Z][^<>]{0,500}>/g, ' ')
}

function nameOf(name: string | undefined): string {
  return (name ?? '').toLowerCase().replace(/^(?:jats|mml):/, '')
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}
