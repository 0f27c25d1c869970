import { type PreviewDeps, previewDigest } from '../../delivery/preview.ts'
import type { DigestPaper } from '../../digests/digest-view.ts'
import { describeSources } from '../../papers/describe-sources.ts'
import type { NewPreferences } from '../../subscribers/prefer.ts'
import type { Subscriber } from '../../subscribers/subscriber-store.ts'
import type { ApiDeps } from '../deps.ts'
import type { PaperItem, PreferencesPreview } from '../view-data.ts'

/** What the next digest would hold with choices that are not saved; nothing is. */
export async function previewChoices(
  deps: ApiDeps,
  subscriber: Subscriber,
  wanted: NewPreferences,
): Promise<PreferencesPreview> {
  const previewDeps: PreviewDeps = {
    db: deps.db,
    now: deps.now,
    maxPapers: deps.maxPapers,
    topicNames: new Map(deps.topics.map(({ slug, name }) => [slug, name])),
    describeSources: () => describeSources(deps, deps.sources),
  }
  const { digest, planned } = await previewDigest(previewDeps, subscriber, wanted)
  const papers = digest?.papers ?? []
  return {
    papers: papers.filter((paper) => !paper.alsoTrending).map(toItem),
    also: papers.filter((paper) => paper.alsoTrending).map(toItem),
    hadOneAlready: planned !== undefined && planned !== 'skipped',
  }
}

/** Without links: leaving the page would lose what is typed. */
function toItem(paper: DigestPaper): PaperItem {
  return {
    title: paper.title,
    href: '',
    authors: paper.authors,
    abstract: '',
    why: whyOf(paper),
    upvotes: paper.upvotes,
    publishedOn: paper.publishedAt?.toISOString().slice(0, 10),
  }
}

function whyOf({ because }: DigestPaper): PaperItem['why'] {
  if (because === 'everything trending') return { follows: [] }
  return because.length === 0 ? undefined : { follows: because.slice(0, 3) }
}
