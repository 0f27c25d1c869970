import { type FoundPapers, searchPapers } from '../papers/search-papers.ts'
import type { ApiDeps } from './deps.ts'
import { type ListQuery, listHref, orderOf } from './list-query.ts'
import { publicSite } from './open-graph.ts'
import { paperItem } from './paper-item.ts'
import { feedLinks } from './site.ts'
import type { Link, PageData } from './view-data.ts'

const papersShown = 20

/** A page of papers with its form, orders and ways on; `query.topic` is a slug that exists, or nothing. */
export async function renderList(deps: ApiDeps, query: ListQuery): Promise<string> {
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
  return deps.views.render('papers', {
    site: publicSite(
      deps,
      listHref(first),
      topic && feedLinks(`/topics/${topic.slug}`, `Trending in ${topic.name}`),
    ),
    heading: headingOf(query, topic?.name),
    intro: query.q === undefined ? topic?.definition : undefined,
    search: searchForm(deps, query),
    spelling: spellingOf(found, first),
    wider: widerLists(first, topic?.name),
    papers: found.papers.map((paper) => paperItem(paper, deps.topics)),
    topics: [
      { label: 'All topics', href: listHref({ ...first, topic: undefined }), current: !topic },
      ...deps.topics.map(({ slug, name }) => ({
        label: name,
        href: listHref({ ...first, topic: slug }),
        current: slug === topic?.slug,
      })),
    ],
    sorts: ordersOf(first),
    previousUrl: query.cursor === undefined ? undefined : listHref(first),
    nextUrl: found.nextCursor ? listHref({ ...query, cursor: found.nextCursor }) : undefined,
  })
}

function headingOf({ q, sort }: ListQuery, topicName: string | undefined): string {
  if (q !== undefined) return `Papers with “${q}”`
  if (topicName !== undefined) return topicName
  return sort === 'new' ? 'Newest papers' : 'Trending papers'
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

function ordersOf(query: ListQuery): PageData['papers']['sorts'] {
  const { sort, period } = orderOf(query)
  const order = (label: string, change: Pick<ListQuery, 'sort' | 'period'>) => ({
    label,
    href: listHref({ ...query, ...change }),
    current: change.sort === sort && change.period === period,
  })
  return [
    ...(query.q === undefined ? [] : [order('Best match', { sort: 'relevant', period: undefined })]),
    order('Trending now', { sort: 'trending', period: undefined }),
    order('Best of the day', { sort: 'trending', period: 'day' }),
    order('Best of the week', { sort: 'trending', period: 'week' }),
    order('Best of the month', { sort: 'trending', period: 'month' }),
    order('Newest', { sort: 'new', period: undefined }),
  ]
}

/** What to loosen where nothing was found, one thing at a time. */
function widerLists(query: ListQuery, topicName: string | undefined): Link[] {
  const words = query.q?.match(/[\p{L}\p{N}]{2,}/gu)?.filter((word) => word !== 'OR') ?? []
  const anyWord = words.length > 1 ? words.join(' OR ') : undefined
  return [
    ...(anyWord && anyWord !== query.q
      ? [{ label: 'Any of these words', href: listHref({ ...query, q: anyWord.slice(0, 200) }) }]
      : []),
    ...(query.date ? [{ label: 'On any day', href: listHref({ ...query, date: undefined }) }] : []),
    ...(query.period ? [{ label: 'Of any time', href: listHref({ ...query, period: undefined }) }] : []),
    ...(topicName && query.q !== undefined
      ? [{ label: `Outside ${topicName} too`, href: listHref({ ...query, topic: undefined }) }]
      : []),
  ]
}
