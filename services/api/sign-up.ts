import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { JobName } from '../job-names.ts'
import { loadCategoryIds } from '../papers/categories.ts'
import { DomainError } from '../platform/errors.ts'
import { type EmailAddress, parseEmailAddress } from '../subscribers/email-address.ts'
import { fieldErrors, type Preferences, preferencesSchema } from '../subscribers/preferences.ts'
import type { Origin, Subscribe } from '../subscribers/subscribe.ts'
import type { ApiDeps } from './deps.ts'

export type Signup = { readonly ok: true; readonly address: EmailAddress; readonly preferences: Preferences }
type SignupErrors = { readonly ok: false; readonly errors: Record<string, string> }

const Fields = z.record(z.string(), z.unknown()).catch({})
const categoryIds = loadCategoryIds()

export type SignupReader = (body: unknown) => Signup | SignupErrors

/** Reads a sign-up from a form or JSON: all field errors at once, each saying what to do. */
export function buildSignupReader({ topics }: Pick<ApiDeps, 'topics'>): SignupReader {
  const schema = preferencesSchema(new Set(topics.map((topic) => topic.slug)), categoryIds)
  return (body) => readSignup(schema, Fields.parse(body))
}

function readSignup(
  schema: ReturnType<typeof preferencesSchema>,
  given: z.infer<typeof Fields>,
): Signup | SignupErrors {
  const preferences = schema.safeParse(given)
  const email = readEmail(given['email'])
  if (preferences.success && 'address' in email)
    return { ok: true, address: email.address, preferences: preferences.data }
  return {
    ok: false,
    errors: {
      ...(preferences.success ? {} : fieldErrors(preferences.error)),
      ...('error' in email ? { email: email.error } : {}),
    },
  }
}

function readEmail(value: unknown): { address: EmailAddress } | { error: string } {
  try {
    return { address: parseEmailAddress(typeof value === 'string' ? value : '') }
  } catch (error) {
    if (error instanceof DomainError) return { error: error.message }
    throw error
  }
}

/** Notes the sign-up and wakes the worker, without waiting for that: a queue that is away costs a minute, not the reader. */
export async function signUp(
  deps: Pick<ApiDeps, 'wake' | 'log'> & { readonly subscribe: Subscribe },
  signup: Signup,
  { origin, waitMs, locale }: { origin: Origin; waitMs: number; locale?: string },
): Promise<void> {
  await deps.subscribe(signup.address, {
    preferences: signup.preferences,
    origin,
    waitMs,
    ...(locale === undefined ? {} : { locale }),
  })
  void wakeQuietly(deps, 'send-notices')
}

export async function wakeQuietly({ wake, log }: Pick<ApiDeps, 'wake' | 'log'>, job: JobName): Promise<void> {
  try {
    await wake(job)
  } catch (err) {
    // The work is committed; the sweep finds it.
    log.warn({ err, job }, 'the worker could not be woken')
  }
}

export function originOf(request: FastifyRequest, form: string): Origin {
  return { form, ip: request.ip, userAgent: request.headers['user-agent'] }
}
