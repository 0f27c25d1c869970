import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Eta, type TemplateFunction } from 'eta'
import mjml2html from 'mjml'
import { fallbackLanguage, type Languages, loadLanguages } from '../locales/languages.ts'
import type { Words } from '../locales/words.ts'
import { TEXT_COLUMNS, wrapColumns } from './wrap-columns.ts'

/** A template's name tied to the data it reads, so that rendering one with another's data does not compile. */
export type EmailTemplate<Data extends object> = {
  readonly name: string
  readonly reads?: (data: Data) => void
}

export type EmailParts = { readonly html: string; readonly text: string }

export type EmailTemplates = {
  readonly names: readonly string[]
  /** Those the templates are compiled in. */
  readonly languages: Languages
  /** Throws when the folder holds no such template, so call it while building, not while sending. */
  readonly bind: <Data extends object>(
    template: EmailTemplate<Data>,
    words?: Words,
  ) => (data: Data) => EmailParts
  /** As `bind`, for a template that prints a list of papers: what is around the list and each paper apart. */
  readonly bindPieces: <Data extends { readonly papers: readonly unknown[] }>(
    template: EmailTemplate<Data>,
    words?: Words,
  ) => EmailPieces<Data>
}

/** `around(data)` with `each(paper, place)` in its middle, one after the other, is what the whole template prints. */
export type EmailPieces<Data extends { readonly papers: readonly unknown[] }> = {
  readonly around: (data: Data) => { readonly head: EmailParts; readonly foot: EmailParts }
  readonly each: (paper: Data['papers'][number], place: number) => EmailParts
}

const UNESCAPED_TAG = /<%[-_]?\s*~/

/** Names a template (`digest` is `digest.mjml` with `digest.txt.eta` beside it) and says what it reads. */
export function emailTemplate<Data extends object>(name: string): EmailTemplate<Data> {
  return { name }
}

/**
 * Compiles every `*.mjml` of a folder, and the `*.txt.eta` beside it, once for each language. MJML takes some 11 ms a document and blocks
 * the event loop meanwhile; the compiled Eta function takes some 0.01 ms, so mails must only ever run the latter. Where a
 * template says `[[message]]`, the compiled one has the message's words, and `[[lang]]` is the language itself.
 *
 * @throws Error naming the template, when it does not compile, has no text twin, prints anything unescaped, or says a
 * message that does not exist or needs values.
 */
export async function loadEmailTemplates(
  dir: string,
  languages: Languages = loadLanguages(path.join(dir, '../locales')),
): Promise<EmailTemplates> {
  const files = await readdir(dir)
  const names = files.filter((file) => file.endsWith('.mjml')).map((file) => path.basename(file, '.mjml'))
  const loaded = new Map<string, Loaded>()
  for (const name of names.sort())
    for (const [lang, template] of await loadTemplate(dir, name, languages))
      loaded.set(keyOf(name, lang), template)
  const require = (name: string, { id } = languages.wordsOf(fallbackLanguage)) => {
    const found = loaded.get(keyOf(name, id))
    if (found === undefined) throw new Error(`No mail template "${name}" in ${dir}`)
    return found
  }
  return {
    names,
    languages,
    bind: (template, words) => require(template.name, words).render,
    bindPieces: (template, words) => {
      const { pieces } = require(template.name, words)
      if (pieces === undefined) throw new Error(`Mail template "${template.name}" prints no list of papers`)
      return pieces
    },
  }
}

type Loaded = {
  readonly render: (data: object) => EmailParts
  readonly pieces: EmailPieces<{ papers: readonly unknown[] }> | undefined
}

function keyOf(name: string, lang: string): string {
  return `${name}.${lang}`
}

async function loadTemplate(
  dir: string,
  name: string,
  languages: Languages,
): Promise<[lang: string, template: Loaded][]> {
  try {
    const html = await compileMjml(path.join(dir, `${name}.mjml`))
    const text = await readFile(path.join(dir, `${name}.txt.eta`), 'utf8')
    return languages.all.map((words) => [words.id, translate(words, { html, text })])
  } catch (cause) {
    throw new Error(`Mail template "${name}" cannot be loaded`, { cause })
  }
}

function translate(words: Words, source: EmailParts): Loaded {
  const html = fillMessages(source.html, (message) => escapeHtml(messageOf(words, message)))
  const text = fillMessages(source.text, (message) => messageOf(words, message))
  return { render: joinParts(compileHtml(html), compileText(text)), pieces: compilePieces(html, text) }
}

function fillMessages(source: string, say: (message: string) => string): string {
  return source.replace(/\[\[([a-z-]+)\]\]/g, (_, message: string) => say(message))
}

function messageOf(words: Words, message: string): string {
  const said = message === 'lang' ? words.id : words.say(message)
  if (/<%|%>/.test(said)) throw new Error(`${words.id}.ftl: ${message} would be read as code of a template`)
  return said
}

function joinParts(html: Render, text: Render): (data: object) => EmailParts {
  return (data) => ({ html: html(data), text: wrapColumns(`${text(data).trim()}\n`, TEXT_COLUMNS) })
}

async function compileMjml(file: string): Promise<string> {
  const source = await readFile(file, 'utf8')
  // fonts: MJML would otherwise link Google Fonts as soon as a font stack names Roboto.
  const options = { filePath: file, ignoreIncludes: false, validationLevel: 'strict', fonts: {} } as const
  const { html } = await mjml2html(source, options)
  if (UNESCAPED_TAG.test(html))
    throw new Error(`${file}: <%~ would print a stranger's text as markup; use <%=`)
  // MJML's indentation is a fifth of the mail, and Gmail clips what is longer than 102 kB.
  return breakAtValues(html.replace(/\n\s+/g, '\n'))
}

/**
 * A line that holds a reader's value is encoded for each mail, so it should hold little else: links and the texts of whole
 * elements stand on lines of their own, where a line break means no more than a space.
 */
function breakAtValues(html: string): string {
  return html
    .replace(/ href="(<%= [^%"]+ %>)"(?: |(?=>))/g, '\nhref="$1"\n')
    .replace(/>(<%= it\.[^%]+ %>)<\/(p|h1)>/g, '>\n$1</$2>')
}

function compilePieces(html: string, text: string): Loaded['pieces'] {
  const markup = splitAtList(html)
  const plain = splitAtList(text)
  if (!markup || !plain) return undefined
  const pieces = {
    head: apart(compileHtml(markup.head), compileText(plain.head)),
    each: apart(compileHtml(markup.each), compileText(plain.each)),
    foot: apart(compileHtml(markup.foot), compileText(plain.foot)),
  }
  return {
    around: (data) => {
      const [head, foot] = [pieces.head(data), pieces.foot(data)]
      return {
        head: { ...head, text: head.text.trimStart() },
        foot: { ...foot, text: `${foot.text.trimEnd()}\n` },
      }
    },
    each: (paper, place) => pieces.each({ paper, place }),
  }
}

/** Pieces are not wrapped: a value that is not there yet could change where the lines of its paragraph end. */
function apart(html: Render, text: Render): (data: object) => EmailParts {
  return (data) => ({ html: html(data), text: text(data) })
}

const LIST = /<% it\.papers\.forEach\(\(paper, place\) => \{ -?%>\n?/
const LIST_END = /<% \}\) -?%>\n?/

/** Both templates let go of the line break behind these tags, as Eta does there. */
function splitAtList(source: string): { head: string; each: string; foot: string } | undefined {
  const [head = '', rest, ...more] = source.split(LIST)
  const [each, foot, ...others] = rest?.split(LIST_END) ?? []
  if (each === undefined || foot === undefined || more.length + others.length > 0) return undefined
  return { head, each: `<% const { paper, place } = it -%>\n${each}`, foot }
}

type Render = (data: object) => string

/** As the templates escape. */
const { escapeFunction: escapeHtml } = new Eta().config

function compileHtml(source: string): Render {
  return compileEta(source, new Eta({ autoFilter: true, filterFunction: requireValue }))
}

function compileText(source: string): Render {
  const eta = new Eta({ autoEscape: false, autoFilter: true, filterFunction: requireValue, autoTrim: false })
  return compileEta(source, eta)
}

function compileEta(source: string, eta: Eta): Render {
  const compiled: TemplateFunction = eta.compile(source)
  return (data) => eta.render(compiled, data)
}

/** Eta prints a missing field as "undefined"; a mail must rather fail than say so to a reader. */
function requireValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw new TypeError(`A mail template asked for a value that is ${value === null ? 'null' : typeof value}`)
}
