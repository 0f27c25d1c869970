import { z } from 'zod'
import { parseAuthorName } from '../author-names.ts'
import { type BuiltRecord, buildRecord } from './build-record.ts'
import { parseDate } from './dates.ts'

/** A field that Hugging Face leaves out on some days, or writes oddly, must not cost the paper. */
const text = z.string().optional().catch(undefined)
const count = z.number().int().nonnegative().optional().catch(undefined)
const organization = z.object({ name: text, fullname: text }).optional().catch(undefined)

/**
 * The fields read of one item of `/api/daily_papers`, from huggingface_hub's PaperInfo and recorded answers. The outer
 * `publishedAt` is not read: it is the inner one shifted by the hours of US Eastern time.
 */
const dailyPaper = z.object(
  {
    paper: z.object(
      {
        id: z.string({ error: 'paper.id is missing' }),
        title: text,
        summary: text,
        authors: z
          .array(z.object({ name: z.string(), hidden: z.boolean().optional().catch(undefined) }))
          .catch([]),
        publishedAt: text,
        submittedOnDailyAt: text,
        withdrawnAt: text,
        upvotes: count,
        githubRepo: text,
        githubStars: count,
        organization,
      },
      { error: 'paper is missing' },
    ),
    title: text,
    summary: text,
    numComments: count,
    organization,
  },
  { error: 'not an object' },
)

/** One item of Hugging Face's daily papers as a paper. */
export function readHuggingFaceItem(value: unknown): BuiltRecord {
  const parsed = dailyPaper.safeParse(value)
  if (!parsed.success) return { rejected: parsed.error.issues.map((issue) => issue.message).join('; ') }
  const { paper, ...item } = parsed.data
  const { upvotes, githubStars: stars } = paper
  const comments = item.numComments
  const known = upvotes !== undefined || comments !== undefined || stars !== undefined
  const sponsor = paper.organization ?? item.organization
  return buildRecord({
    id: paper.id,
    title: paper.title ?? item.title ?? '',
    abstract: paper.summary ?? item.summary ?? '',
    authors: paper.authors
      .filter((author) => author.hidden !== true)
      .map((author) => parseAuthorName(author.name))
      .filter((name) => name !== ''),
    categories: [],
    publishedAt: parseDate(paper.publishedAt ?? ''),
    announcedAt: parseDate(paper.submittedOnDailyAt ?? ''),
    codeUrl: paper.githubRepo,
    organization: sponsor?.fullname ?? sponsor?.name,
    withdrawn: paper.withdrawnAt !== undefined,
    counters: known ? { upvotes, comments, stars } : undefined,
  })
}
