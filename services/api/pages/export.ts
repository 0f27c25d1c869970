import type { FastifyInstance } from 'fastify'
import { listReaderEditions } from '../../delivery/reader-history.ts'
import { readTaste } from '../../digests/taste.ts'
import { maskEmail } from '../../subscribers/email-address.ts'
import { exportByLink } from '../../subscribers/export.ts'
import { requirePrivacyLink } from '../../subscribers/export-link.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { buildSite } from '../site.ts'
import { readToken } from '../tokens.ts'

/** The mailed link to one's own data. GET shows a button; the button, a POST, downloads it and uses the link up. */
export function registerExportPages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/export/:token', { schema: { hide: true } }, async (request, reply) => {
    const token = readToken(request.params)
    const { email } = await requirePrivacyLink(deps, { token, kind: 'export' })
    const page = deps.views.render('export-ready', {
      site: buildSite(deps, request),
      action: `/export/${token}`,
      maskedEmail: maskEmail(email),
    })
    return sendPrivate(reply, page)
  })

  app.post('/export/:token', { schema: { hide: true } }, async (request, reply) => {
    const data = await exportByLink(
      { ...deps, listEditions: listReaderEditions, readTaste },
      readToken(request.params),
    )
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="broadsheet-data.json"')
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(data, null, 2)}\n`)
  })
}
