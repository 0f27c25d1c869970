import { SaxesParser } from 'saxes'

/** An element of a parsed document. `local` is the name without its prefix; `uri` names its vocabulary. */
export type XmlElement = {
  readonly local: string
  readonly uri: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Its own text and that of everything inside, in document order. */
  readonly text: string
}

/** No feed nests deeper; without a bound a hostile one ends the stack of whoever walks the tree. */
const MAX_DEPTH = 100
/** Characters XML 1.0 forbids or advises against. arXiv has served form feeds inside abstracts; one must not cost the whole batch. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu

type Building = {
  local: string
  uri: string
  attributes: Map<string, string>
  children: XmlElement[]
  text: string
}

/**
 * Parses XML strictly and without a document type: no DTD, so no entity beyond the five of XML, nothing external (OWASP
 * ASVS 5.0, 1.5.1; "billion laughs" is refused at its first line). Throws an Error with what is wrong and where.
 */
export function parseXml(source: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true })
  const open: Building[] = []
  let root: XmlElement | undefined
  parser.on('error', (error) => {
    throw new Error(`not well-formed XML: ${error.message}`)
  })
  parser.on('doctype', () => {
    throw new Error('the XML carries a document type, which is refused')
  })
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) throw new Error('the XML is nested too deep')
    const attributes = new Map(
      Object.values(tag.attributes).map((a) => [a.prefix === '' ? a.local : a.name, a.value]),
    )
    open.push({ local: tag.local, uri: tag.uri, attributes, children: [], text: '' })
  })
  const addText = (text: string) => {
    const current = open.at(-1)
    if (current !== undefined) current.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    const parent = open.at(-1)
    if (element === undefined) return
    if (parent === undefined) root = element
    else {
      parent.children.push(element)
      parent.text += element.text
    }
  })
  parser.write(source.replace(FORBIDDEN, ' ')).close()
  if (root === undefined) throw new Error('the XML is empty')
  return root
}

export function childrenOf(element: XmlElement, local: string, uri?: string): XmlElement[] {
  return element.children.filter((child) => child.local === local && (uri === undefined || child.uri === uri))
}

export function childOf(element: XmlElement, local: string, uri?: string): XmlElement | undefined {
  return element.children.find((child) => child.local === local && (uri === undefined || child.uri === uri))
}

/** The trimmed text of a child; undefined when it is absent or empty. */
export function textOf(element: XmlElement, local: string, uri?: string): string | undefined {
  const text = childOf(element, local, uri)?.text.trim()
  return text === '' ? undefined : text
}
