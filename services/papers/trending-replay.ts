import { ndcg, type Ranked, spearman } from './rank-agreement.ts'
import type { ReplayedPaper } from './read-snapshots.ts'
import { explainTrending, settleTypical } from './trending.ts'
import { baselines } from './trending-baselines.ts'
import { trending } from './trending-constants.ts'

/** How well a ranking at noon foretold what came, as means over days; undefined where no day could tell. */
export type Agreement = {
  readonly spearman: number | undefined
  readonly ndcg10: number | undefined
  /** Spearman's among the papers of one topic, of topics with five or more. */
  readonly withinTopic: number | undefined
}

export type ReplayedList = {
  readonly name: string
  /** What is listed at noon, and what is foretold. */
  readonly meaning: string
  readonly days: number
  readonly papers: number
  readonly rankings: readonly ({ readonly name: string } & Agreement)[]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const threeDaysMs = 3 * dayMs
const depth = 10
const leastPapers = 5

const lists = [
  {
    name: 'day',
    meaning: 'papers listed since the noon before; their votes three days later',
    reachMs: dayMs,
    outcomeOf: (paper: ReplayedPaper, noon: Date) => votesAt(paper, new Date(noon.getTime() + threeDaysMs)),
  },
  {
    name: 'week',
    meaning: 'papers listed within a week; the votes they win in the next three days',
    reachMs: 7 * dayMs,
    outcomeOf: (paper: ReplayedPaper, noon: Date) =>
      votesAt(paper, new Date(noon.getTime() + threeDaysMs)) - votesAt(paper, noon),
  },
] as const

type Scored = Ranked & { readonly topic: string | undefined }

/**
 * Replays each noon (UTC) for which the snapshots reach three days further: ranks what was listed by our score and by the
 * baselines from what was known then, and tells how far each order agreed with what came.
 */
export function replayTrending(papers: readonly ReplayedPaper[]): ReplayedList[] {
  const noons = listNoons(papers)
  return lists.map(({ name, meaning, reachMs, outcomeOf }) => {
    const seen = new Set<ReplayedPaper>()
    const days = noons.flatMap((noon) => {
      const listed = papers.filter(({ listedAt }) => isWithin(listedAt, noon, reachMs))
      if (listed.length < leastPapers) return []
      for (const paper of listed) seen.add(paper)
      const outcomes = new Map(listed.map((paper) => [paper, outcomeOf(paper, noon)]))
      return [
        scoreAt(papers, listed, noon).map(({ paper, scores }) => ({
          outcome: outcomes.get(paper) ?? 0,
          topic: paper.topic,
          scores,
        })),
      ]
    })
    const names = ['Broadsheet', ...Object.keys(baselines)]
    const rankings = names.map((ranking, place) => {
      const ranked = days.map((day): Scored[] =>
        day.map(({ outcome, topic, scores }) => ({ outcome, topic, score: scores[place] ?? 0 })),
      )
      return { name: ranking, ...agree(ranked) }
    })
    return { name, meaning, days: days.length, papers: seen.size, rankings }
  })
}

function listNoons(papers: readonly ReplayedPaper[]): Date[] {
  const listed = papers.map(({ listedAt }) => listedAt.getTime())
  const taken = papers.flatMap(({ readings }) => readings.at(-1)?.takenAt.getTime() ?? [])
  const first = Math.floor(
    listed.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY) / dayMs,
  )
  const last = taken.reduce((most, at) => Math.max(most, at), 0) - threeDaysMs
  const noons: Date[] = []
  for (let noon = first * dayMs + dayMs / 2; noon <= last; noon += dayMs) noons.push(new Date(noon))
  return noons
}

/** Our score first, then the baselines in their order; all from what was known at noon. */
function scoreAt(all: readonly ReplayedPaper[], listed: readonly ReplayedPaper[], noon: Date) {
  const typicalOf = measureTypical(all, noon)
  return listed.map((paper) => {
    const standing = { upvotes: votesAt(paper, noon), listedAt: paper.listedAt }
    const { score } = explainTrending({ ...paper, typical: typicalOf(paper.topic) }, noon)
    return { paper, scores: [score, ...Object.values(baselines).map((rank) => rank(standing, noon))] }
  })
}

/** What topics usually gather, as the rescoring of that noon would have measured it. */
function measureTypical(papers: readonly ReplayedPaper[], noon: Date): (topic: string | undefined) => number {
  const all: number[] = []
  const byTopic = new Map<string, number[]>()
  for (const paper of papers) {
    if (!isWithin(paper.listedAt, noon, trending.windowDays * dayMs)) continue
    if (!paper.readings.some(({ takenAt }) => takenAt <= noon)) continue
    const { points } = explainTrending({ ...paper, typical: 1 }, noon)
    all.push(points)
    if (paper.topic !== undefined) byTopic.set(paper.topic, [...(byTopic.get(paper.topic) ?? []), points])
  }
  const general = settleTypical(medianOf(all), all.length, trending.assumedTypical)
  const settled = new Map(
    [...byTopic].map(([topic, points]) => [topic, settleTypical(medianOf(points), points.length, general)]),
  )
  return (topic) => (topic === undefined ? general : (settled.get(topic) ?? general))
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

function agree(days: readonly (readonly Scored[])[]): Agreement {
  const topics = days.flatMap((day) =>
    [...new Set(day.map(({ topic }) => topic))]
      .map((topic) => day.filter((paper) => paper.topic === topic))
      .filter((papers) => papers.length >= leastPapers),
  )
  return {
    spearman: meanOf(days.map(spearman)),
    ndcg10: meanOf(days.map((day) => ndcg(day, depth))),
    withinTopic: meanOf(topics.map(spearman)),
  }
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}

function isWithin(at: Date, noon: Date, reachMs: number): boolean {
  return at <= noon && noon.getTime() - at.getTime() < reachMs
}

/** The highest that any source last said. */
function votesAt({ readings }: ReplayedPaper, at: Date): number {
  const last = new Map<string, number>()
  for (const { source, takenAt, upvotes } of readings) if (takenAt <= at) last.set(source, upvotes)
  return Math.max(0, ...last.values())
}
