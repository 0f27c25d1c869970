import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FluentBundle, FluentResource } from '@fluent/bundle'
import Negotiator from 'negotiator'
import { buildWords, type English, type Words } from './words.ts'

/** The language every other one falls back to. */
export const fallbackLanguage = 'en'

/** The languages that there are: one file of Fluent messages each. */
export type Languages = {
  /** English first, then by name. */
  readonly all: readonly Words[]
  /** The words of a language; English for one that is not there, as a stored choice may outlive its file. */
  readonly wordsOf: (id: string) => Words
  /** The id of the language that fits an Accept-Language header best (RFC 9110 12.5.4); English where none does. */
  readonly negotiate: (acceptLanguage: string | undefined) => string
}

/**
 * Reads every `*.ftl` of a folder, once.
 * @throws Error naming the file, when a message cannot be read or stands there twice
 */
export function loadLanguages(dir: string): Languages {
  const ids = readdirSync(dir)
    .filter((file) => file.endsWith('.ftl'))
    .map((file) => file.slice(0, -'.ftl'.length))
  const english = loadBundle(dir, fallbackLanguage)
  const englishWords = buildWords(fallbackLanguage, english.bundle, english)
  const others = ids
    .filter((id) => id !== fallbackLanguage)
    .map((id) => buildWords(id, loadBundle(dir, id).bundle, english))
    .sort((one, other) => one.name.localeCompare(other.name))
  const all = [englishWords, ...others]
  const byId = new Map(all.map((words) => [words.id, words]))
  const offered = all.map(({ id }) => id)

  return {
    all,
    wordsOf: (id) => byId.get(id) ?? englishWords,
    negotiate: (acceptLanguage) => {
      // No header means any language (RFC 9110 12.5.4), and so the first.
      const headers = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage }
      return new Negotiator({ headers }).languages(offered)[0] ?? fallbackLanguage
    },
  }
}

function loadBundle(dir: string, id: string): English {
  const source = readFileSync(join(dir, `${id}.ftl`), 'utf8')
  const resource = new FluentResource(source)
  // The parser passes over what it cannot read; counted here, a slip of the pen is found at the start.
  const begun = source.match(/^[a-zA-Z][\w-]* *=/gm)?.length ?? 0
  if (resource.body.length !== begun)
    throw new Error(`${id}.ftl: ${begun - resource.body.length} of its messages cannot be read`)
  const tag = resource.body.find((message) => message.id === 'language-tag')?.value
  // Isolation marks around each value would stand in subjects and attributes, where programs read them.
  const bundle = new FluentBundle(typeof tag === 'string' ? tag : id, { useIsolating: false })
  const [error] = bundle.addResource(resource)
  if (error) throw new Error(`${id}.ftl: ${error.message}`)
  const complaints = resource.body.flatMap(({ id: messageId, value }) =>
    messageId.startsWith('field-') && typeof value === 'string' ? [[value, messageId] as const] : [],
  )
  return { bundle, complaints: new Map(complaints) }
}
