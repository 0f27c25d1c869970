import { z } from 'zod'
import { type PaperSearch, periods } from '../papers/search-papers.ts'

/** What a list of papers is asked for; what cannot be read is as if it was not said, because people edit addresses. */
const Query = z.object({
  topic: z.string().max(100).optional().catch(undefined),
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  date: z.iso.date().optional().catch(undefined),
  sort: z.enum(['relevant', 'trending', 'new']).optional().catch(undefined),
  period: z.enum(periods).optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
})
export type ListQuery = z.infer<typeof Query>

export function readListQuery(query: unknown): ListQuery {
  const read = Query.parse(query)
  // Without words nothing is more relevant than anything else.
  return read.q === undefined && read.sort === 'relevant' ? { ...read, sort: undefined } : read
}

/** The order asked for, else best matches for words, else what is trending. */
export function orderOf({ q, sort, period }: ListQuery): Pick<PaperSearch, 'sort' | 'period'> {
  const order = sort ?? (q === undefined || period ? 'trending' : 'relevant')
  return { sort: order, period: order === 'trending' ? period : undefined }
}

/** The list's address; a topic alone has its own page. Every address that means the same is written the same. */
export function listHref({ topic, q, date, sort, period, cursor }: ListQuery): string {
  const order = orderOf({ q, sort, period })
  const isDefault = order.sort === orderOf({ q }).sort && order.period === undefined
  const isOrderSaid = !isDefault && order.period === undefined
  const said = {
    q,
    date,
    sort: isOrderSaid ? order.sort : undefined,
    period: order.period,
    cursor,
  }
  const hasOwnPage = topic !== undefined && q === undefined && date === undefined
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(hasOwnPage ? said : { topic, ...said }))
    if (value) params.set(name, value)
  const path = hasOwnPage ? `/topics/${encodeURIComponent(topic)}` : '/papers'
  return params.size === 0 ? path : `${path}?${params}`
}
