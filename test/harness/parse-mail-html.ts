import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node

export type ParsedElement = { tag: string; attributes: Record<string, string>; text: string }

/** Every element in document order, as a browser's parser (WHATWG HTML) sees the mail. */
export function elementsOf(html: string): ParsedElement[] {
  return walk(parse(html)).flatMap((node) => {
    if (!('tagName' in node)) return []
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
    return [{ tag: node.tagName, attributes, text: contentOf(node) }]
  })
}

/** Tags, attribute names, and the values that style or script could hide in; equal when strings made no difference. */
export function skeletonOf(html: string): string[] {
  const comments = walk(parse(html)).filter((node) => node.nodeName === '#comment').length
  const elements = elementsOf(html).map(({ tag, attributes }) => {
    const { href: _, 'aria-label': __, ...fixed } = attributes
    return `${tag} ${Object.keys(attributes).join()} ${JSON.stringify(fixed)}`
  })
  return [...elements, `${comments} comments`]
}

/** The text of the first element with this tag or class. */
export function textOf(html: string, tagOrClass: string): string {
  const found = elementsOf(html).find(
    ({ tag, attributes }) => tag === tagOrClass || attributes['class'] === tagOrClass,
  )
  return found?.text ?? ''
}

/** Lines of text a reader sees in the body, without style sheets. */
export function visibleLinesOf(html: string): string[] {
  const body = walk(parse(html)).find((node) => node.nodeName === 'body')
  if (body === undefined) return []
  const lines = contentOf(body).split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

function walk(node: Node): Node[] {
  const children = 'childNodes' in node ? node.childNodes : []
  return [node, ...children.flatMap(walk)]
}

function contentOf(node: Node): string {
  return walk(node)
    .map((inner) => (inner.nodeName === '#text' && 'value' in inner ? inner.value : ''))
    .join('')
}
