import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Eta } from 'eta/core'
import { type AssetFile, assetFiles } from './view-assets.ts'
import type { PageData, PageName } from './view-data.ts'
import { excerpt } from './view-excerpt.ts'
import { groupTopics } from './view-groups.ts'
import { safeHref } from './view-href.ts'
import { pageMeta } from './view-pages.ts'
import * as words from './view-words.ts'

export { assetFiles }

export type Views = {
  /** A whole HTML page. Every value is escaped; the name decides the data by type. */
  readonly render: <N extends PageName>(name: N, data: PageData[N]) => string
  readonly assets: ReadonlyMap<string, AssetFile>
}

/** What templates may call, as `h`. */
const helpers = { ...words, excerpt, groupTopics, safeHref }

/**
 * Reads and compiles every template below `dir`/pages and hashes every file of `dir`/assets, once; rendering touches no
 * disk. Throws when a page lacks its template or a template does not compile.
 */
export function loadViews(dir: string): Views {
  const assets = assetFiles(join(dir, 'assets'))
  const eta = compileAll(join(dir, 'pages'))
  const shared = { h: helpers, assetUrl: (name: string) => requireAsset(assets, name).url }

  function render<N extends PageName>(name: N, data: PageData[N]): string {
    const { title, description, isPrivate } = pageMeta[name]
    const described = typeof description === 'function' ? description(data) : description
    const page = { name, title: title(data), description: described, isPrivate }
    return eta.render(`@${name}`, { ...data, ...shared, page })
  }
  return { render, assets }
}

function compileAll(dir: string): Eta {
  // Only `@name` templates exist for Eta's core build: a template can include what is compiled here and no file.
  const eta = new Eta({ autoEscape: true, functionHeader: 'const h = it.h' })
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
