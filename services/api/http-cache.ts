import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export type PublicAnswer = {
  readonly body: string
  readonly type: string
  /** How long a cache may keep it without asking. */
  readonly maxAgeSeconds: number
}

/**
 * Answers with what is the same for everybody and may be cached, or with 304 to a client that has it (RFC 9110 13.1.2).
 * The ETag is weak, because a proxy may compress the body and then must not claim the same bytes. It is made of the body
 * alone; no route here answers by cookie.
 */
export function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type, maxAgeSeconds }: PublicAnswer,
) {
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply
    .header('etag', etag)
    .header('cache-control', `public, max-age=${maxAgeSeconds}, stale-while-revalidate=${maxAgeSeconds * 10}`)
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type(type).send(body)
}

export function sendPublicPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, maxAgeSeconds = 60 }: { readonly body: string; readonly maxAgeSeconds?: number },
) {
  // Said here too, because a 304 carries no page to read the language off (RFC 9110 15.4.5).
  reply.header('vary', 'Accept-Language')
  return sendPublic(request, reply, { body, type: 'text/html; charset=utf-8', maxAgeSeconds })
}

/** Compared as weak tags are (RFC 9110 8.8.3.2): `W/` does not count. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const opaque = etag.replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque)
}
