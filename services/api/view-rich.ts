import type { Words } from '../platform/locales/words.ts'
import { safeHref } from './view-href.ts'

/** The emphasis a message may carry; every other tag it has must be given a link. */
const emphases = new Set(['strong', 'code'])
const tag = /<(\/?)([a-z-]+)>/g
/** Stands for `<` in what a message is given, so that no text from outside reads as a tag of the message. */
const notATag = '\ue000'

/**
 * A message with the tags of its own, as HTML: everything between them is escaped, a tag is one of two emphases or a link
 * that the page names, and an end without a beginning is text. The only HTML that templates print as it is.
 */
export function richText({ say }: Pick<Words, 'say'>, id: string, given: Given = {}): string {
  const args: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) args[name] = typeof value === 'string' ? shield(value) : value
  return markUp(say(id, args), given)
}

/** What the message is given, and by the names of its other tags where these lead. */
type Given = Readonly<Record<string, string | number | undefined>>

function markUp(message: string, links: Given): string {
  const open: string[] = []
  let html = ''
  let end = 0
  for (const { 0: whole, 1: slash = '', 2: name = '', index } of message.matchAll(tag)) {
    const element = slash === '' ? opening(name, links) : closing(name, open, links)
    html += escapeHtml(message.slice(end, index)) + (element ?? escapeHtml(whole))
    end = index + whole.length
    if (element !== undefined && slash === '') open.push(name)
    if (element !== undefined && slash !== '') open.pop()
  }
  const unclosed = open.reverse().map((name) => (emphases.has(name) ? `</${name}>` : '</a>'))
  return html + escapeHtml(message.slice(end)) + unclosed.join('')
}

function opening(name: string, links: Given): string | undefined {
  if (emphases.has(name)) return `<${name}>`
  const href = linkOf(name, links)
  return href === undefined ? undefined : `<a href="${escapeHtml(href)}">`
}

function closing(name: string, open: readonly string[], links: Given): string | undefined {
  if (open.at(-1) !== name) return undefined
  if (emphases.has(name)) return `</${name}>`
  return linkOf(name, links) === undefined ? undefined : '</a>'
}

/** A place on the same page, or what may stand in a link anyway. */
function linkOf(name: string, links: Given): string | undefined {
  const href = Object.hasOwn(links, name) ? links[name] : undefined
  if (typeof href !== 'string') return undefined
  return href.startsWith('#') ? href : safeHref(href)
}

function shield(text: string): string {
  return text.replaceAll(notATag, '').replaceAll('<', notATag)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll(notATag, '<')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
