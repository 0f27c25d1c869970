import type { FastifyRequest } from 'fastify'
import type { Topic } from '../papers/paper.ts'
import { type FoundPapers, searchPapers } from '../papers/search-papers.ts'
import type { Words } from '../platform/locales/words.ts'
import type { ApiDeps } from './deps.ts'
import { type ListQuery, listHref, orderOf } from './list-query.ts'
import { publicSite } from './open-graph.ts'
import { paperItem } from './paper-item.ts'
import { feedLinks } from './site.ts'
import type { FeedLink, Link, PageData } from './view-data.ts'

const papersShown = 20

/** A page of papers with its form, orders and ways on; `query.topic` is a slug that exists, or nothing. */
export async function renderList(deps: ApiDeps, request: FastifyRequest, query: ListQuery): Promise<string> {
  const found = await searchPapers(deps, {
    ...orderOf(query),
    topic: query.topic,
    query: query.q,
    date: query.date,
    cursor: query.cursor,
    limit: papersShown,
  })
  const topic = deps.topics.find(({ slug }) => slug === query.topic)
  const first = { ...query, cursor: undefined }
  const site = publicSite(deps, request, listHref(first))
  const words = deps.views.languages.wordsOf(site.lang)
  const topicName = topic && words.topic(topic.name)
  return deps.views.render('papers', {
    site: topic ? { ...site, feeds: topicFeeds(words, topic) } : site,
    heading: headingOf(words, query, topicName),
    intro: topic && query.q === undefined ? words.definition(topic.name, topic.definition) : undefined,
    search: searchForm(deps, query),
    spelling: spellingOf(found, first),
    wider: widerLists(words, first, topicName),
    papers: found.papers.map((paper) => paperItem(paper, deps.topics)),
    topics: [
      {
        label: words.say('papers-all-topics'),
        href: listHref({ ...first, topic: undefined }),
        current: !topic,
      },
      ...deps.topics.map(({ slug, name }) => ({
        label: words.topic(name),
        href: listHref({ ...first, topic: slug }),
        current: slug === topic?.slug,
      })),
    ],
    sorts: ordersOf(words, first),
    previousUrl: query.cursor === undefined ? undefined : listHref(first),
    nextUrl: found.nextCursor ? listHref({ ...query, cursor: found.nextCursor }) : undefined,
  })
}

function topicFeeds(words: Words, { slug, name }: Topic): FeedLink[] {
  return feedLinks(words, `/topics/${slug}`, words.say('papers-in', { topic: words.topic(name) }))
}

function headingOf({ say }: Words, { q, sort }: ListQuery, topicName: string | undefined): string {
  if (q !== undefined) return say('papers-with', { words: q })
  if (topicName !== undefined) return topicName
  return sort === 'new' ? say('papers-newest') : say('papers-trending')
}

function searchForm({ topics }: Pick<ApiDeps, 'topics'>, query: ListQuery): PageData['papers']['search'] {
  const kept = { sort: query.sort, period: query.period }
  return {
    query: query.q ?? '',
    topic: query.topic ?? '',
    date: query.date ?? '',
    topics,
    hidden: Object.entries(kept).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
  }
}

function spellingOf({ spelling }: FoundPapers, query: ListQuery): PageData['papers']['spelling'] {
  if (!spelling || query.q === undefined) return undefined
  return {
    typed: query.q,
    mended: spelling.query,
    isUsed: spelling.isUsed,
    href: listHref({ ...query, q: spelling.query }),
  }
}

function ordersOf({ say }: Words, query: ListQuery): PageData['papers']['sorts'] {
  const { sort, period } = orderOf(query)
  const order = (label: string, change: Pick<ListQuery, 'sort' | 'period'>) => ({
    label,
    href: listHref({ ...query, ...change }),
    current: change.sort === sort && change.period === period,
  })
  return [
    ...(query.q === undefined ? [] : [order(say('order-match'), { sort: 'relevant', period: undefined })]),
    order(say('order-trending'), { sort: 'trending', period: undefined }),
    order(say('order-day'), { sort: 'trending', period: 'day' }),
    order(say('order-week'), { sort: 'trending', period: 'week' }),
    order(say('order-month'), { sort: 'trending', period: 'month' }),
    order(say('order-newest'), { sort: 'new', period: undefined }),
  ]
}

/** What to loosen where nothing was found, one thing at a time. */
function widerLists({ say }: Words, query: ListQuery, topicName: string | undefined): Link[] {
  const words = query.q?.match(/[\p{L}\p{N}]{2,}/gu)?.filter((word) => word !== 'OR') ?? []
  const anyWord = words.length > 1 ? words.join(' OR ') : undefined
  return [
    ...(anyWord && anyWord !== query.q
      ? [{ label: say('wider-words'), href: listHref({ ...query, q: anyWord.slice(0, 200) }) }]
      : []),
    ...(query.date ? [{ label: say('wider-day'), href: listHref({ ...query, date: undefined }) }] : []),
    ...(query.period ? [{ label: say('wider-time'), href: listHref({ ...query, period: undefined }) }] : []),
    ...(topicName && query.q !== undefined
      ? [{ label: say('wider-topic', { topic: topicName }), href: listHref({ ...query, topic: undefined }) }]
      : []),
  ]
}
