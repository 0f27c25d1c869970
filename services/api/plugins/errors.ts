import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { DomainError } from '../../platform/errors.ts'
import { fallbackLanguage } from '../../platform/locales/languages.ts'
import type { ApiDeps } from '../deps.ts'
import { buildSite, chosenLanguage } from '../site.ts'

/** Every refusal and its HTTP status. A code that is not here is a bug and answers 500. */
const statusOf: Readonly<Record<string, number>> = {
  INPUT_INVALID: 400,
  EMAIL_INVALID: 400,
  CURSOR_INVALID: 400,
  DATE_INVALID: 400,
  LINK_INVALID: 404,
  PAPER_UNKNOWN: 404,
  SUBSCRIBER_UNKNOWN: 404,
  CONFIRMATION_UNKNOWN: 404,
  CONFIRMATION_EXPIRED: 410,
  UNDO_TOO_LATE: 410,
  PRIVACY_LINK_EXPIRED: 410,
  REQUESTS_TOO_MANY: 429,
}

type Problem = {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly fields?: Readonly<Record<string, string>>
}

/** One place that answers for errors: JSON below /api, a page elsewhere; the cause of a 500 stays in the log. */
export function registerErrors(app: FastifyInstance, deps: Pick<ApiDeps, 'views' | 'now'>): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = readProblem(error)
    if (problem.status < 500) return answer(deps, { request, reply, problem })
    const reference = randomBytes(4).toString('hex')
    request.log.error({ err: error, reference }, 'a request failed')
    return answer(deps, {
      request,
      reply,
      problem: { ...problem, message: `Something went wrong on our side. Reference: ${reference}` },
      reference,
    })
  })
  app.setNotFoundHandler((request, reply) =>
    answer(deps, {
      request,
      reply,
      problem: { status: 404, code: 'ROUTE_UNKNOWN', message: 'There is nothing at this address.' },
    }),
  )
}

function readProblem(error: unknown): Problem {
  if (error instanceof DomainError) {
    return {
      status: statusOf[error.code] ?? 500,
      code: error.code,
      message: error.message,
      fields: error.fields,
    }
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = Object.fromEntries(
      error.validation.map((issue) => [
        issue.instancePath.split('/')[1] ?? 'body',
        issue.message ?? 'is not valid',
      ]),
    )
    return { status: 400, code: 'INPUT_INVALID', message: 'Some fields need another look.', fields }
  }
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500
  if (error instanceof Error && isBrokenForm(error))
    return { status: 400, code: 'REQUEST_INVALID', message: 'The form was cut short on its way.' }
  if (status >= 500 || !(error instanceof Error))
    return { status: 500, code: 'INTERNAL', message: 'Something went wrong on our side.' }
  return { status, code: status === 429 ? 'TOO_MANY_REQUESTS' : 'REQUEST_INVALID', message: error.message }
}

/** As its parser says so, with no status of its own. */
function isBrokenForm(error: Error): boolean {
  return /^(?:Unexpected end of multipart data|Multipart: |Malformed part header)/.test(error.message)
}

type Answer = { request: FastifyRequest; reply: FastifyReply; problem: Problem; reference?: string }

function answer(deps: Pick<ApiDeps, 'views' | 'now'>, { request, reply, problem, reference }: Answer) {
  reply.code(problem.status).header('cache-control', 'no-store')
  if (request.url.startsWith('/api/')) {
    const { code, message } = problem
    const fields = fieldsIn(deps, request, problem)
    return reply.send({
      error: { code, message, ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}) },
    })
  }
  const { views } = deps
  const site = buildSite(deps, request)
  reply.type('text/html; charset=utf-8')
  if (problem.code === 'LINK_INVALID' || problem.code === 'SUBSCRIBER_UNKNOWN')
    return reply.send(views.render('bad-link', { site }))
  if (problem.code === 'UNDO_TOO_LATE') return reply.send(views.render('unsubscribed', { site }))
  if (problem.code === 'CONFIRMATION_EXPIRED')
    return reply.send(views.render('confirm-expired', { site, problem: 'expired' }))
  if (problem.code === 'CONFIRMATION_UNKNOWN')
    return reply.send(views.render('confirm-expired', { site, problem: 'invalid' }))
  if (problem.code === 'PRIVACY_LINK_EXPIRED') return reply.send(views.render('privacy-expired', { site }))
  if (problem.status === 429)
    return reply.send(views.render('too-many', { site, retryAfterSeconds: retryAfter(reply) }))
  if (problem.status === 404) return reply.send(views.render('not-found', { site }))
  return reply.send(views.render('error', { site, reference: reference ?? problem.code }))
}

/** In English, unless the address asks for a language. */
function fieldsIn({ views }: Pick<ApiDeps, 'views'>, request: FastifyRequest, { fields = {} }: Problem) {
  const { languages } = views
  const { complaint } = languages.wordsOf(chosenLanguage(languages, request) ?? fallbackLanguage)
  return Object.entries(fields).map(([field, message]) => [field, complaint(message)] as const)
}

function retryAfter(reply: FastifyReply): number | undefined {
  const seconds = Number(reply.getHeader('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}
