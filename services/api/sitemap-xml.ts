import { encodeXML } from 'entities'

/** sitemaps.org/protocol.html */
const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

export type SitemapEntry = { readonly url: string; readonly changedAt?: Date | undefined }

export function writeSitemap(entries: readonly SitemapEntry[]): string {
  const urls = entries.map(({ url, changedAt }) => {
    const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''
    return `<url><loc>${encodeXML(url)}</loc>${changed}</url>`
  })
  return [declaration, `<urlset xmlns="${namespace}">`, ...urls, '</urlset>', ''].join('\n')
}

/** Names the files of a sitemap that is too long for one. */
export function writeSitemapIndex(urls: readonly string[]): string {
  const maps = urls.map((url) => `<sitemap><loc>${encodeXML(url)}</loc></sitemap>`)
  return [declaration, `<sitemapindex xmlns="${namespace}">`, ...maps, '</sitemapindex>', ''].join('\n')
}
