import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** A file under `/assets/`. `url` carries the hash of its content, so it may be cached for ever. */
export type AssetFile = {
  readonly name: string
  readonly url: string
  readonly contentType: string
  readonly body: Buffer
}

/** Every asset in a folder, read once, by file name. Throws on a file whose type it does not know. */
export function assetFiles(dir: string): ReadonlyMap<string, AssetFile> {
  return new Map(readdirSync(dir).map((name) => [name, readAsset(dir, name)]))
}

function readAsset(dir: string, name: string): AssetFile {
  const contentType = CONTENT_TYPES[extname(name)]
  if (!contentType) throw new Error(`No content type is known for the asset ${name}`)
  const body = readFileSync(join(dir, name))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  return { name, url: `/assets/${name}?v=${hash}`, contentType, body }
}
