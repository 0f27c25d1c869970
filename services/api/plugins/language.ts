import type { FastifyInstance } from 'fastify'

const pageStart = /^<!doctype html>\n<html lang="([A-Za-z0-9-]+)">/

/** Every page says in its headers which language it is in, and that it depends on the language asked for (RFC 9110 12.5.5). */
export function registerLanguage(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    // Read off the page itself, because a reader's stored choice may count for more than what the request asks for.
    const lang = typeof payload === 'string' ? pageStart.exec(payload.slice(0, 80))?.[1] : undefined
    if (lang === undefined) return payload
    reply.header('content-language', lang).header('vary', 'Accept-Language')
    return payload
  })
}
