import { fileURLToPath } from 'node:url'
import { buildFeatureReader } from '../../services/digests/taste-features.ts'
import { learnTaste, type Rated, type Taste } from '../../services/digests/taste-model.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { readLabelledPapers } from '../../services/papers/topics/labelled.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'

const read = buildFeatureReader()
const classify = buildClassifier(loadTopics())

/** Real titles and abstracts of arXiv papers of October 2025, oldest first. `subjects` are what people gave them, and the model never sees. */
export const papers = readLabelledPapers(
  fileURLToPath(new URL('../papers/labels/labelled-papers.jsonl.gz', import.meta.url)),
)
  .filter(({ published }) => published !== null)
  .toSorted((one, other) => ((one.published ?? '') < (other.published ?? '') ? -1 : 1))
  .map((paper) => ({
    text: `${paper.title} ${paper.abstract}`,
    title: paper.title,
    subjects: paper.topics,
    features: read({
      title: paper.title,
      abstract: paper.abstract,
      categories: paper.categories,
      authors: [],
      authorKeys: [],
      topics: classify(paper).map(({ slug }) => slug),
    }),
  }))
export type Paper = (typeof papers)[number]
export type Reader = {
  readonly likes: (paper: Paper) => boolean
  readonly dislikes: (paper: Paper) => boolean
}

function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function pickSome<T>(items: readonly T[], most: number, next: () => number): T[] {
  return items
    .map((item) => ({ item, place: next() }))
    .toSorted((one, other) => one.place - other.place)
    .slice(0, most)
    .map(({ item }) => item)
}

/**
 * Synthetic readers: nobody real pressed anything. Thirty like one of the subjects that people gave the papers and dislike
 * another; seven more go by words that are no subject of ours.
 */
function buildReaders(): Reader[] {
  const next = chance(7)
  const subjects = [...new Set(papers.flatMap((paper) => paper.subjects))]
    .filter((subject) => papers.filter((paper) => paper.subjects.includes(subject)).length >= 30)
    .toSorted()
  const bySubject = Array.from({ length: 30 }, (): Reader => {
    const [liked = '', disliked = ''] = pickSome(subjects, 2, next)
    return toReader(
      (paper) => paper.subjects.includes(liked),
      (paper) => paper.subjects.includes(disliked),
    )
  })
  const byWord = [
    [/humanoid/i, /quadruped|legged/i],
    [/manipulation|grasp/i, /autonomous driving|vehicle/i],
    [/gaussian splatting/i, /diffusion/i],
    [/medical|clinical/i, /satellite|remote sensing/i],
    [/benchmark/i, /theor/i],
    [/reward/i, /segmentation/i],
    [/vision-language-action|VLA/, /SLAM|localization/i],
  ].map(([liked, disliked]) =>
    toReader(
      (paper) => liked?.test(paper.text) ?? false,
      (paper) => disliked?.test(paper.text) ?? false,
    ),
  )
  return [...bySubject, ...byWord]
}

function toReader(one: (paper: Paper) => boolean, other: (paper: Paper) => boolean): Reader {
  return {
    likes: (paper) => one(paper) && !other(paper),
    dislikes: (paper) => other(paper) && !one(paper),
  }
}

export const readers = buildReaders()
const splitAt = Math.floor(papers.length * 0.6)
export const [past, future] = [papers.slice(0, splitAt), papers.slice(splitAt)]

export type Presses = { readonly more: number; readonly less: number }

/** Presses on papers of the first weeks; judged by the weeks after, of which the model has seen nothing. */
export function learn(reader: Reader, presses: Presses, seed: number): Taste {
  const next = chance(seed)
  const liked = pickSome(past.filter(reader.likes), presses.more, next)
  const disliked = pickSome(past.filter(reader.dislikes), presses.less, next)
  const rated = [
    ...liked.map(({ features }): Rated => ({ features, verdict: 'more', ageDays: 7 })),
    ...disliked.map(({ features }): Rated => ({ features, verdict: 'less', ageDays: 7 })),
  ]
  const spoken = new Set([...liked, ...disliked])
  const unshown = pickSome(
    past.filter((paper) => !spoken.has(paper)),
    200,
    next,
  )
  return learnTaste(
    rated,
    unshown.map(({ features }) => features),
  )
}
