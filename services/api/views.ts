import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Eta } from 'eta/core'
import { fallbackLanguage, type Languages, loadLanguages } from '../platform/locales/languages.ts'
import type { Words } from '../platform/locales/words.ts'
import { type AssetFile, assetFiles } from './view-assets.ts'
import type { PageData, PageName, PapersBeside, Site } from './view-data.ts'
import { excerpt } from './view-excerpt.ts'
import { safeHref } from './view-href.ts'
import { keepLanguage } from './view-language.ts'
import { pageMeta } from './view-pages.ts'
import { richText } from './view-rich.ts'
import { buildViewWords } from './view-words.ts'

export type Views = {
  /** A whole HTML page, in the language of its site. Every value is escaped; the name decides the data by type. */
  readonly render: <N extends PageName>(name: N, data: PageData[N]) => string
  /** The papers beside the sign-up form alone, as `home` holds them: for a script to put in their place. */
  readonly renderPapers: (data: PapersBeside & { readonly site: Site }) => string
  readonly assets: ReadonlyMap<string, AssetFile>
  readonly languages: Languages
}

/**
 * Reads and compiles every template below `dir`/pages, reads every language of `dir`/locales and hashes every file of
 * `dir`/assets, once; rendering touches no disk. Throws when a page lacks its template, a template does not compile or a
 * language cannot be read.
 */
export function loadViews(dir: string): Views {
  const assets = assetFiles(join(dir, 'assets'))
  const languages = loadLanguages(join(dir, 'locales'))
  const eta = compileAll(join(dir, 'pages'))
  const assetUrl = (name: string) => requireAsset(assets, name).url
  const shared = new Map(languages.all.map((words) => [words.id, { ...buildHelpers(words), assetUrl }]))
  const english = { ...buildHelpers(languages.wordsOf(fallbackLanguage)), assetUrl }
  const helpersOf = (site: Site) => shared.get(site.lang) ?? english
  const finish = (site: Site, html: string) => (site.keepsLang ? keepLanguage(html, site.lang) : html)

  function render<N extends PageName>(name: N, data: PageData[N]): string {
    const { title, description, isPrivate } = pageMeta[name]
    const helpers = helpersOf(data.site)
    const language = { say: helpers.say, ...helpers.h }
    const page = { name, title: title(data, language), description: description?.(data, language), isPrivate }
    return finish(data.site, eta.render(`@${name}`, { ...data, ...helpers, page }))
  }
  return {
    render,
    renderPapers: (data) =>
      finish(data.site, eta.render('@partials/papers-beside', { ...data, ...helpersOf(data.site) })),
    assets,
    languages,
  }
}

/** What templates may call: `say` for a message, `rich` for one with tags, which alone is put out as it is; the rest as `h`. */
function buildHelpers(words: Words) {
  return {
    say: words.say,
    rich: (...message: Tail<Parameters<typeof richText>>) => richText(words, ...message),
    h: { ...buildViewWords(words), excerpt, safeHref, complaint: words.complaint },
  }
}

type Tail<List extends readonly unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never

function compileAll(dir: string): Eta {
  // Only `@name` templates exist for Eta's core build: a template can include what is compiled here and no file.
  const eta = new Eta({ autoEscape: true, functionHeader: 'const { h, say, rich } = it' })
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.eta'),
  )
  for (const file of files) eta.loadTemplate(templateName(file), readFileSync(join(dir, file), 'utf8'))

  const known = new Set(files.map(templateName))
  const missing = Object.keys(pageMeta).filter((name) => !known.has(`@${name}`))
  if (missing.length > 0) throw new Error(`Pages without a template in ${dir}: ${missing.join(', ')}`)
  return eta
}

function templateName(file: string): string {
  return `@${file.replaceAll('\\', '/').replace(/\.eta$/, '')}`
}

function requireAsset(assets: ReadonlyMap<string, AssetFile>, name: string): AssetFile {
  const asset = assets.get(name)
  if (!asset) throw new Error(`The layout asks for an asset that does not exist: ${name}`)
  return asset
}
