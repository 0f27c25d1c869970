import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { listPapers } from '../../papers/list-papers.ts'
import type { Topic } from '../../papers/paper.ts'
import type { ApiDeps } from '../deps.ts'
import { type FeedContent, feedContent } from '../feed-content.ts'
import { feedWriters } from '../feed-writers.ts'
import { sendPublic } from '../http-cache.ts'
import { absoluteUrl } from '../open-graph.ts'

const entriesShown = 40
/** Feed readers ask every quarter of an hour or less often; scores move by the hour. */
const maxAgeSeconds = 900

const TopicParams = z.object({ slug: z.string() })

/** What is trending, and what is trending in each topic, as Atom and as JSON Feed. */
export function registerFeeds(app: FastifyInstance, deps: ApiDeps): void {
  for (const { fileName, type, write } of feedWriters) {
    app.get(`/${fileName}`, { schema: { hide: true } }, async (request, reply) => {
      const body = write(await readFeed(deps, `/${fileName}`, undefined))
      return sendPublic(request, openToAll(reply), { body, type, maxAgeSeconds })
    })
    app.get(`/topics/:slug/${fileName}`, { schema: { hide: true } }, async (request, reply) => {
      const { slug } = TopicParams.parse(request.params)
      const topic = deps.topics.find((one) => one.slug === slug)
      if (!topic) return reply.callNotFound()
      const body = write(await readFeed(deps, `/topics/${slug}/${fileName}`, topic))
      return sendPublic(request, openToAll(reply), { body, type, maxAgeSeconds })
    })
  }
}

async function readFeed(
  { db, sender, topics }: ApiDeps,
  path: string,
  topic: Topic | undefined,
): Promise<FeedContent> {
  const { papers } = await listPapers(db, { sort: 'trending', topic: topic?.slug, limit: entriesShown })
  const frame = {
    title: topic ? `Broadsheet: trending in ${topic.name}` : 'Broadsheet: trending papers',
    description: topic?.definition ?? 'Trending research papers, the strongest first.',
    pageUrl: absoluteUrl(sender, topic ? `/topics/${topic.slug}` : '/papers'),
    selfUrl: absoluteUrl(sender, path),
    paperUrl: (id: string) => absoluteUrl(sender, `/papers/${id}`),
  }
  return feedContent(frame, papers, topics)
}

/** A feed reader that runs in a browser reads from another site, which the default policy forbids. */
function openToAll(reply: FastifyReply): FastifyReply {
  return reply
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
}
