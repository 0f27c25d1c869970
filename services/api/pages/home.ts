import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listPapers } from '../../papers/list-papers.ts'
import { maskEmail } from '../../subscribers/email-address.ts'
import { frequencies, isTimeZone } from '../../subscribers/preferences.ts'
import type { ApiDeps } from '../deps.ts'
import { paperItem } from '../paper-item.ts'
import { originOf, readSignup, signUp } from '../sign-up.ts'
import { buildSite } from '../site.ts'
import { timezoneGroups } from '../timezones.ts'
import type { SignupForm } from '../view-data.ts'

const papersShown = 8

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
  website: text,
})
type Typed = z.infer<typeof Typed>

const Prefill = z.object({ topics: z.string().catch('') })

export function registerHomePages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const { topics } = Prefill.parse(request.query)
    const typed = Typed.parse({ topics: topics.split(',').filter((slug) => slug !== '') })
    return reply
      .type('text/html; charset=utf-8')
      .send(await renderHome(deps, typed, { errors: {}, detectTimezone: true }))
  })

  app.post('/subscribe', { config: { rateLimit: {} }, schema: { hide: true } }, async (request, reply) => {
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
    const typed = Typed.parse(request.body ?? {})
    const signup = readSignup(deps, request.body)
    if (!signup.ok)
      return reply
        .code(400)
        .send(await renderHome(deps, typed, { errors: signup.errors, detectTimezone: false }))
    // The trap field is invisible to people: who fills it gets the same answer and no mail.
    if (typed.website === '') await signUp(deps, signup, originOf(request, 'home'))
    return reply.send(
      deps.views.render('check-inbox', {
        site: buildSite(deps.now()),
        maskedEmail: maskEmail(signup.address.email),
      }),
    )
  })
}

async function renderHome(
  deps: ApiDeps,
  typed: Typed,
  state: Pick<SignupForm, 'errors' | 'detectTimezone'>,
): Promise<string> {
  const { papers } = await listPapers(deps.db, { sort: 'trending', limit: papersShown })
  return deps.views.render('home', {
    site: buildSite(deps.now()),
    form: { topics: deps.topics, timezones: timezoneGroups([typed.timezone]), values: typed, ...state },
    papers: papers.map((paper) => paperItem(paper, deps.topics)),
    papersUrl: '/papers',
  })
}
