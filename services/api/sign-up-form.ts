import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { suggestAddress } from '../subscribers/address-typo.ts'
import { maskEmail } from '../subscribers/email-address.ts'
import { frequencies, isTimeZone } from '../subscribers/preferences.ts'
import type { ApiDeps } from './deps.ts'
import { formTimeField, judgeFormTime, signFormTime } from './plugins/form-proof.ts'
import type { GuardedDeps } from './plugins/limits.ts'
import { originOf, signUp } from './sign-up.ts'
import { buildSite } from './site.ts'
import { timezoneGroups } from './timezones.ts'
import type { SignupForm } from './view-data.ts'

const text = z.string().catch('')
const list = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([])
const number = (fallback: number) => z.coerce.number().int().catch(fallback)

/** What a person typed, shown back to them whatever it was. */
const Typed = z.object({
  email: text,
  topics: list,
  frequency: z.enum(frequencies).catch('daily'),
  hour: number(7),
  timezone: z.string().refine(isTimeZone).catch('UTC'),
})
type Typed = z.infer<typeof Typed>

/** What the form knows and a person does not type: a trap, a time, a question that was answered, a proof of work. */
const Unseen = z.object({
  website: text,
  [formTimeField]: text,
  byHand: text,
  useSuggestion: text,
  askedAbout: text,
  altcha: text,
})
const Fields = z.record(z.string(), z.unknown()).catch({})
const Prefill = z.object({ topics: z.string().catch('') })

type Step =
  | { readonly kind: 'again'; readonly form: SignupForm; readonly status: 200 | 400 }
  | { readonly kind: 'sent'; readonly maskedEmail: string; readonly waitMinutes: number }

/** The form as it is first shown, with the topics that the address asks for (`?topics=tokenization,agents`). */
export function freshForm(deps: ApiDeps, query: unknown): SignupForm {
  return buildForm(deps, Typed.parse({ topics: askedTopics(deps, query) }), { errors: {}, isFirst: true })
}

/** The form with everything a person typed so far, judged by nothing. */
export function retypedForm(deps: ApiDeps, body: unknown): SignupForm {
  const typed = Typed.parse(body ?? {})
  const topics = knownTopics(deps, typed.topics)
  return buildForm(deps, { ...typed, topics }, { errors: {}, isFirst: false })
}

/** The topics an address asks for, those that exist. */
export function askedTopics(deps: Pick<ApiDeps, 'topics'>, query: unknown): string[] {
  return knownTopics(deps, Prefill.parse(query).topics.split(','))
}

function knownTopics({ topics }: Pick<ApiDeps, 'topics'>, slugs: readonly string[]): string[] {
  return topics.map(({ slug }) => slug).filter((slug) => slugs.includes(slug))
}

/**
 * A form that was sent. It comes back with everything kept when a field is at fault, a domain looks mistyped or the form's
 * time is odd; pressing again is always enough for the last two.
 */
export async function takeForm(
  deps: GuardedDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  formName: string,
): Promise<Step> {
  const body = request.body ?? {}
  const unseen = Unseen.parse(body)
  const again = (state: Omit<FormState, 'isFirst'>, status: 200 | 400): Step => ({
    kind: 'again',
    form: buildForm(deps, Typed.parse(body), { ...state, isFirst: false }),
    status,
  })
  const signup = readWithSuggestion(deps, Fields.parse(body), unseen.useSuggestion)
  if (!signup.ok) return again({ errors: signup.errors }, 400)
  const time = judgeFormTime(deps.links, unseen[formTimeField], deps.now())
  // Quick and typed into is a person in a hurry, or their browser's memory; quick and untouched is a machine.
  const isOdd = time === 'late' || (time === 'early' && unseen.byHand === '')
  if (isOdd) return again({ errors: { form: pressAgain[time] } }, 400)
  const suggestion = suggestAddress(signup.address)
  if (suggestion && unseen.askedAbout !== signup.address.domain)
    return again({ errors: {}, suggestion, askedAbout: signup.address.domain }, 200)
  const waitMs = await deps.guard.admit(unseen.altcha, reply)
  // The trap field is invisible to people: who fills it gets the same answer and no mail.
  if (unseen.website === '')
    await signUp(deps, signup, {
      origin: originOf(request, formName),
      waitMs,
      locale: buildSite(deps, request).lang,
    })
  const maskedEmail = maskEmail(signup.address.email)
  return { kind: 'sent', maskedEmail, waitMinutes: Math.ceil(waitMs / 60_000) }
}

const pressAgain = {
  early: 'That went faster than we can tell from a machine. Please press Subscribe once more.',
  late: 'This page had been open for a long time. Please press Subscribe once more.',
}

/** "Yes, I meant gmail.com" counts for the address it was said about, not for one that was typed since. */
function readWithSuggestion({ readSignup }: GuardedDeps, body: Record<string, unknown>, meant: string) {
  const signup = readSignup(body)
  if (meant === '' || !signup.ok || suggestAddress(signup.address) !== meant) return signup
  return readSignup({ ...body, email: meant })
}

type FormState = {
  readonly errors: SignupForm['errors']
  readonly isFirst: boolean
  readonly suggestion?: string
  readonly askedAbout?: string
}

function buildForm(deps: ApiDeps, typed: Typed, state: FormState): SignupForm {
  const { errors, isFirst, suggestion, askedAbout } = state
  return {
    topics: deps.topics,
    timezones: timezoneGroups([typed.timezone]),
    values: typed,
    errors,
    suggestion,
    detectTimezone: isFirst,
    hidden: [
      { name: formTimeField, value: signFormTime(deps.links, deps.now(), !isFirst) },
      ...(askedAbout ? [{ name: 'askedAbout', value: askedAbout }] : []),
    ],
  }
}
