import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Eta, type TemplateFunction } from 'eta'
import mjml2html from 'mjml'
import { wrapColumns } from './wrap-columns.ts'

/** A template's name tied to the data it reads, so that rendering one with another's data does not compile. */
export type EmailTemplate<Data extends object> = {
  readonly name: string
  readonly reads?: (data: Data) => void
}

export type EmailParts = { readonly html: string; readonly text: string }

export type EmailTemplates = {
  readonly names: readonly string[]
  /** Throws when the folder holds no such template, so call it while building, not while sending. */
  readonly bind: <Data extends object>(template: EmailTemplate<Data>) => (data: Data) => EmailParts
}

/** RFC 5322 2.1.1: lines SHOULD stay within 78 characters. */
const TEXT_COLUMNS = 78

const UNESCAPED_TAG = /<%[-_]?\s*~/

/** Names a template (`digest` is `digest.mjml` with `digest.txt.eta` beside it) and says what it reads. */
export function emailTemplate<Data extends object>(name: string): EmailTemplate<Data> {
  return { name }
}

/**
 * Compiles every `*.mjml` of a folder, and the `*.txt.eta` beside it, once. MJML takes some 11 ms a document and blocks
 * the event loop meanwhile; the compiled Eta function takes some 0.01 ms, so mails must only ever run the latter.
 *
 * @throws Error naming the template, when it does not compile, has no text twin, or prints anything unescaped.
 */
export async function loadEmailTemplates(dir: string): Promise<EmailTemplates> {
  const files = await readdir(dir)
  const names = files.filter((file) => file.endsWith('.mjml')).map((file) => path.basename(file, '.mjml'))
  const renderers = new Map<string, (data: object) => EmailParts>()
  for (const name of names.sort()) renderers.set(name, await loadTemplate(dir, name))

  return {
    names,
    bind: (template) => {
      const render = renderers.get(template.name)
      if (render === undefined) throw new Error(`No mail template "${template.name}" in ${dir}`)
      return render
    },
  }
}

async function loadTemplate(dir: string, name: string): Promise<(data: object) => EmailParts> {
  try {
    const html = await compileHtml(path.join(dir, `${name}.mjml`))
    const text = await compileText(path.join(dir, `${name}.txt.eta`))
    return (data) => ({ html: html(data), text: wrapColumns(text(data), TEXT_COLUMNS) })
  } catch (cause) {
    throw new Error(`Mail template "${name}" cannot be loaded`, { cause })
  }
}

async function compileHtml(file: string): Promise<(data: object) => string> {
  const source = await readFile(file, 'utf8')
  // fonts: MJML would otherwise link Google Fonts as soon as a font stack names Roboto.
  const options = { filePath: file, ignoreIncludes: false, validationLevel: 'strict', fonts: {} } as const
  const { html } = await mjml2html(source, options)
  if (UNESCAPED_TAG.test(html))
    throw new Error(`${file}: <%~ would print a stranger's text as markup; use <%=`)
  // MJML's indentation is a fifth of the mail, and Gmail clips what is longer than 102 kB.
  return compileEta(html.replace(/\n\s+/g, '\n'), new Eta({ autoFilter: true, filterFunction: requireValue }))
}

async function compileText(file: string): Promise<(data: object) => string> {
  const source = await readFile(file, 'utf8')
  const eta = new Eta({ autoEscape: false, autoFilter: true, filterFunction: requireValue, autoTrim: false })
  const render = compileEta(source, eta)
  return (data) => `${render(data).trim()}\n`
}

function compileEta(source: string, eta: Eta): (data: object) => string {
  const compiled: TemplateFunction = eta.compile(source)
  return (data) => eta.render(compiled, data)
}

/** Eta prints a missing field as "undefined"; a mail must rather fail than say so to a reader. */
function requireValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw new TypeError(`A mail template asked for a value that is ${value === null ? 'null' : typeof value}`)
}
