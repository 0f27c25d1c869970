import type { FastifyReply } from 'fastify'

/** A page behind a signed link: kept by no cache and no search engine. */
export function sendPrivate(reply: FastifyReply, page: string, status = 200) {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .send(page)
}
