import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { listPapers } from '../../papers/list-papers.ts'
import type { Topic } from '../../papers/paper.ts'
import type { ApiDeps } from '../deps.ts'
import { type FeedContent, feedContent } from '../feed-content.ts'
import { feedWriters } from '../feed-writers.ts'
import { sendPublic } from '../http-cache.ts'
import { absoluteUrl } from '../open-graph.ts'
import { buildSite } from '../site.ts'

const entriesShown = 40
/** Feed readers ask every quarter of an hour or less often; scores move by the hour. */
const maxAgeSeconds = 900

const TopicParams = z.object({ slug: z.string() })

/** What is trending, and what is trending in each topic, as Atom and as JSON Feed. */
export function registerFeeds(app: FastifyInstance, deps: ApiDeps): void {
  for (const { fileName, type, write } of feedWriters) {
    app.get(`/${fileName}`, { schema: { hide: true } }, async (request, reply) => {
      const body = write(await readFeed(deps, request, { fileName }))
      return sendPublic(request, openToAll(reply), { body, type, maxAgeSeconds })
    })
    app.get(`/topics/:slug/${fileName}`, { schema: { hide: true } }, async (request, reply) => {
      const { slug } = TopicParams.parse(request.params)
      const topic = deps.topics.find((one) => one.slug === slug)
      if (!topic) return reply.callNotFound()
      const body = write(await readFeed(deps, request, { fileName, topic }))
      return sendPublic(request, openToAll(reply), { body, type, maxAgeSeconds })
    })
  }
}

/** In the language of its address, else in the one the reader's program prefers; the papers stay in their own. */
async function readFeed(
  deps: ApiDeps,
  request: FastifyRequest,
  { fileName, topic }: { readonly fileName: string; readonly topic?: Topic },
): Promise<FeedContent> {
  const { db, sender, topics, views } = deps
  const { lang, keepsLang } = buildSite(deps, request)
  const words = views.languages.wordsOf(lang)
  const kept = keepsLang ? `?lang=${lang}` : ''
  const { papers } = await listPapers(db, { sort: 'trending', topic: topic?.slug, limit: entriesShown })
  const frame = {
    title: topic
      ? words.say('feed-trending-in', { topic: words.topic(topic.name) })
      : words.say('feed-trending'),
    description: topic ? words.definition(topic.name, topic.definition) : words.say('feed-description'),
    pageUrl: absoluteUrl(sender, `${topic ? `/topics/${topic.slug}` : '/papers'}${kept}`),
    selfUrl: absoluteUrl(sender, `${topic ? `/topics/${topic.slug}` : ''}/${fileName}${kept}`),
    paperUrl: (id: string) => absoluteUrl(sender, `/papers/${id}`),
  }
  return feedContent(frame, papers, { topics, words })
}

/** A feed reader that runs in a browser reads from another site, which the default policy forbids. */
function openToAll(reply: FastifyReply): FastifyReply {
  return reply
    .header('vary', 'Accept-Language')
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
}
