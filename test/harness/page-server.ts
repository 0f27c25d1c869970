import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Views } from '../../services/api/views.ts'
import { inLanguage, pageSamples, renderSample } from './page-samples.ts'

/** The policy the pages are written for: no inline script or style, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export type PageServer = {
  readonly urlOf: (name: string, variant: string) => string
  readonly close: () => Promise<void>
}

/** Serves every page sample at `/NAME/VARIANT`, in one language, and the assets, on a free loopback port, under the real policy. */
export async function startPageServer(views: Views, lang = 'en'): Promise<PageServer> {
  const pages = new Map(
    pageSamples.map((sample) => [
      `/${sample.name}/${sample.variant}`,
      renderSample(views.render, inLanguage(sample, lang)),
    ]),
  )
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const asset = views.assets.get(path.replace('/assets/', ''))
    if (asset) return void response.setHeader('content-type', asset.contentType).end(asset.body)
    const page = pages.get(path)
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .setHeader('content-security-policy', POLICY)
    response.writeHead(page ? 200 : 404).end(page ?? 'No such sample')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = addressOf(server.address())
  return {
    urlOf: (name, variant) => `http://127.0.0.1:${port}/${name}/${variant}`,
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The sample server has no port')
  return address
}
