import type { FastifyInstance } from 'fastify'
import { maskEmail } from '../../subscribers/email-address.ts'
import { eraseByLink } from '../../subscribers/erase.ts'
import { requirePrivacyLink } from '../../subscribers/export-link.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPrivate } from '../private-page.ts'
import { buildSite } from '../site.ts'
import { readToken } from '../tokens.ts'

/** The mailed link that erases. GET shows a button and changes nothing; the button, a POST, does it for good. */
export function registerErasePages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/erase/:token', { schema: { hide: true } }, async (request, reply) => {
    const token = readToken(request.params)
    const { email } = await requirePrivacyLink(deps, { token, kind: 'erase' })
    const page = deps.views.render('erase-ready', {
      site: buildSite(deps, request),
      action: `/erase/${token}`,
      maskedEmail: maskEmail(email),
    })
    return sendPrivate(reply, page)
  })

  app.post('/erase/:token', { schema: { hide: true } }, async (request, reply) => {
    await eraseByLink(deps, readToken(request.params))
    return sendPrivate(reply, deps.views.render('erased', { site: buildSite(deps, request) }))
  })
}
