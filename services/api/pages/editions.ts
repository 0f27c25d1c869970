import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  type ArchivePlace,
  type EditionPage,
  type FrozenPaper,
  findArchivedEdition,
  listEditionPapers,
  listEditions,
} from '../../digests/archive-store.ts'
import { sourcesInWords } from '../../papers/describe-sources.ts'
import { frequencies } from '../../subscribers/preferences.ts'
import type { ApiDeps } from '../deps.ts'
import { sendPublicPage } from '../http-cache.ts'
import { publicSite } from '../open-graph.ts'
import type { Frequency, PaperItem } from '../view-data.ts'
import { cadenceOrder } from '../view-words.ts'

const editionsShown = 20
const papersShown = 50
/** Readers in the west still open an edition a day after its date; then it stays as it is. */
const settledAfterMs = 3 * 24 * 3_600_000

const Place = z
  .templateLiteral([z.iso.date(), '.', z.string().regex(/^\d{1,15}$/)])
  .transform((place): ArchivePlace => ({ date: place.slice(0, 10), id: Number(place.slice(11)) }))
const ArchiveQuery = z.object({
  cadence: z.enum(frequencies).optional().catch(undefined),
  after: Place.optional().catch(undefined),
})
const EditionParams = z.object({ cadence: z.enum(frequencies), date: z.iso.date() })
const EditionQuery = z.object({ from: z.coerce.number().int().min(0).max(100_000).catch(0) })

/** The archive: each edition under its permanent name, as it was mailed. */
export function registerEditionPages(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/editions', { schema: { hide: true } }, async (request, reply) => {
    const query = ArchiveQuery.parse(request.query)
    if (query.after) reply.header('x-robots-tag', 'noindex, follow')
    return sendPublicPage(request, reply, {
      body: await renderArchive(deps, request, query),
      maxAgeSeconds: 300,
    })
  })

  app.get('/editions/:cadence/:date', { schema: { hide: true } }, async (request, reply) => {
    const params = EditionParams.safeParse(request.params)
    const edition = params.success ? await findArchivedEdition(deps.db, params.data) : undefined
    if (!edition) return reply.callNotFound()
    const { from } = EditionQuery.parse(request.query)
    const isSettled = deps.now().getTime() - Date.parse(edition.date) > settledAfterMs
    return sendPublicPage(request, reply, {
      body: await renderEdition(deps, request, { edition, offset: from }),
      maxAgeSeconds: isSettled ? 3_600 : 300,
    })
  })
}

async function renderArchive(
  deps: ApiDeps,
  request: FastifyRequest,
  query: z.infer<typeof ArchiveQuery>,
): Promise<string> {
  const found = await listEditions(deps.db, { ...query, limit: editionsShown + 1 })
  const editions = found.slice(0, editionsShown)
  const last = editions.at(-1)
  const hrefOf = (cadence: Frequency | undefined, after?: string) => {
    const params = new URLSearchParams({ ...(cadence ? { cadence } : {}), ...(after ? { after } : {}) })
    return params.size === 0 ? '/editions' : `/editions?${params}`
  }
  const site = publicSite(deps, request, hrefOf(query.cadence))
  const { say } = deps.views.languages.wordsOf(site.lang)
  return deps.views.render('editions', {
    site,
    cadences: [
      { label: say('editions-all'), href: hrefOf(undefined), current: query.cadence === undefined },
      ...cadenceOrder.map((value) => ({
        label: say('cadence-name', { cadence: value }),
        href: hrefOf(value),
        current: query.cadence === value,
      })),
    ],
    editions: editions.map(({ papers, ...edition }) => ({
      ...edition,
      href: editionPath(edition),
      paperCount: papers,
    })),
    previousUrl: query.after ? hrefOf(query.cadence) : undefined,
    nextUrl:
      found.length > editionsShown && last ? hrefOf(query.cadence, `${last.date}.${last.id}`) : undefined,
  })
}

async function renderEdition(
  deps: ApiDeps,
  request: FastifyRequest,
  { edition, offset }: { readonly edition: EditionPage; readonly offset: number },
): Promise<string> {
  const papers = await listEditionPapers(deps.db, { editionId: edition.id, offset, limit: papersShown })
  const { cadence, date, number } = edition
  const path = editionPath(edition)
  const total = papers[0]?.total ?? 0
  const neighbour = (day: string | null) => (day === null ? undefined : editionPath({ cadence, date: day }))
  const site = publicSite(deps, request, path)
  const words = deps.views.languages.wordsOf(site.lang)
  return deps.views.render('edition', {
    site: { ...site, today: date, edition: { cadence, number } },
    edition: {
      cadence,
      date,
      number,
      paperCount: total,
      readCount: Math.max(edition.papersRead, total),
      sourcesLine: edition.sources ? sourcesInWords(words, edition.sources) : undefined,
    },
    papers: papers.map(frozenItem),
    newerUrl: neighbour(edition.newer),
    olderUrl: neighbour(edition.older),
    previousUrl: offset > 0 ? path : undefined,
    nextUrl: offset + papersShown < total ? `${path}?from=${offset + papersShown}` : undefined,
  })
}

/** The permanent name of an edition; a mail's link to the web leads here. */
function editionPath({ cadence, date }: { readonly cadence: Frequency; readonly date: string }): string {
  return `/editions/${cadence}/${date}`
}

function frozenItem(paper: FrozenPaper): PaperItem {
  return {
    title: paper.title,
    href: `/papers/${paper.id}`,
    authors: paper.authors,
    abstract: paper.abstract,
    upvotes: paper.upvotes,
    codeUrl: paper.codeUrl ?? undefined,
    publishedOn: paper.publishedAt?.toISOString().slice(0, 10),
  }
}
