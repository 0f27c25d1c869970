import { type Feature, places } from './taste-features.ts'
import { fitTaste, type TasteExample } from './taste-fit.ts'

export const verdicts = ['more', 'less'] as const
export type Verdict = (typeof verdicts)[number]

/** A paper the reader spoke of, and how many days ago. */
export type Rated = {
  readonly features: readonly Feature[]
  readonly verdict: Verdict
  readonly ageDays: number
}

/** A name in the reader's words: a term, or the key of a topic or category. */
export type TasteWord = { readonly kind: Feature['kind']; readonly name: string }

/** What is stored of a reader's taste: one byte a place, whatever was rated. */
export type Taste = {
  /** Per place a signed byte, to be multiplied by `scale`. */
  readonly weights: Buffer
  readonly scale: number
  /** The margin of a usual paper, which gets the factor 1. */
  readonly center: number
  readonly more: readonly TasteWord[]
  readonly less: readonly TasteWord[]
}

/** An old verdict counts less: e^-0.01 a day, half after 69 days (the decay that Scholar Inbox measured as best). */
const decayPerDay = 0.01
/** How much the papers of no verdict count beside real dislikes: one tenth of that side. */
const backgroundShare = 0.1
const penalty = 0.4
/** The factor follows margins in units of their spread, and as far as so many verdicts (old ones count less) can be trusted. */
const steepness = 1.3
const trustedAfter = 3
const strongest = 4
const mostWords = 8

/**
 * Learns from verdicts, and from `background`: papers of the same weeks the reader did not get. The background stands for
 * the side that the reader has not spoken of, so that a single verdict is enough to begin with.
 */
export function learnTaste(rated: readonly Rated[], background: readonly (readonly Feature[])[]): Taste {
  const rarity = measureRarity([...rated.map(({ features }) => features), ...background])
  const examples = rated.map(({ features, verdict, ageDays }) => {
    const weight = Math.exp(-decayPerDay * Math.max(0, ageDays))
    return toExample(features, { rarity, weight, target: verdict === 'more' ? 1 : 0 })
  })
  const spoken = totalOf(examples, 0) + totalOf(examples, 1)
  const fitted = fitTaste([...examples, ...toBackground(background, { examples, rarity })], penalty)
  // Folded in, so that a paper can be judged without knowing how rare its words are.
  const weights = new Map([...fitted].map(([place, weight]) => [place, weight * rarity(place)]))
  const usual = measureMargins(weights, background)
  const steep = (steepness / usual.spread) * (spoken / (spoken + trustedAfter))
  const pulls = new Map([...weights].map(([place, weight]) => [place, weight * steep]))
  return { ...pack(pulls), center: usual.center * steep, ...listWords(pulls, rated, background) }
}

/**
 * What a paper's trending score is multiplied by: 1 for a usual paper, at most 4, at least 1/4, so that a taste orders
 * what a reader follows and silences none of it.
 */
export function tasteFactor(taste: Taste, features: readonly Feature[]): number {
  const margin = features.reduce(
    (sum, { place, value }) => sum + taste.weights.readInt8(place) * taste.scale * value,
    0,
  )
  return strongest ** (2 / (1 + Math.exp(taste.center - margin)) - 1)
}

type Rarity = (place: number) => number

/** 1 for what one paper has, 0 for what all have ("we", "the"): inverse document frequency among these papers. */
function measureRarity(papers: readonly (readonly Feature[])[]): Rarity {
  const having = countPapers(papers)
  const most = Math.log(papers.length + 1)
  return (place) => Math.log((papers.length + 1) / ((having.get(place) ?? 0) + 1)) / most
}

function toExample(
  features: readonly Feature[],
  as: { rarity: Rarity; weight: number; target: 0 | 1 },
): TasteExample {
  return {
    places: features.map(({ place }) => place),
    values: features.map(({ place, value }) => value * as.rarity(place)),
    weight: as.weight,
    target: as.target,
  }
}

function totalOf(examples: readonly TasteExample[], target: 0 | 1): number {
  return examples.reduce((sum, example) => sum + (example.target === target ? example.weight : 0), 0)
}

/** The side that has no verdict is the background's alone; where both have, it only tempers the dislikes. */
function toBackground(
  background: readonly (readonly Feature[])[],
  { examples, rarity }: { examples: readonly TasteExample[]; rarity: Rarity },
): TasteExample[] {
  const liked = totalOf(examples, 1)
  const disliked = totalOf(examples, 0)
  const isOneSided = liked === 0 || disliked === 0
  const total = isOneSided ? liked + disliked : (disliked * backgroundShare) / (1 - backgroundShare)
  const weight = total / background.length
  return background.map((features) => toExample(features, { rarity, weight, target: liked === 0 ? 1 : 0 }))
}

function measureMargins(weights: ReadonlyMap<number, number>, papers: readonly (readonly Feature[])[]) {
  const margins = papers.map((features) =>
    features.reduce((sum, { place, value }) => sum + (weights.get(place) ?? 0) * value, 0),
  )
  const center = margins.reduce((sum, margin) => sum + margin, 0) / (margins.length || 1)
  const variance = margins.reduce((sum, margin) => sum + (margin - center) ** 2, 0) / (margins.length || 1)
  return { center, spread: Math.sqrt(variance) || 1 }
}

function pack(weights: ReadonlyMap<number, number>): Pick<Taste, 'weights' | 'scale'> {
  const scale = Math.max(0, ...[...weights.values()].map(Math.abs)) / 127
  const bytes = Buffer.alloc(places)
  for (const [place, weight] of weights) bytes.writeInt8(scale === 0 ? 0 : Math.round(weight / scale), place)
  return { weights: bytes, scale }
}

/**
 * What moves the reader's verdicts most, on either side. A word that no second paper has is left out: it can move nothing
 * but the paper that was rated.
 */
function listWords(
  weights: ReadonlyMap<number, number>,
  rated: readonly Rated[],
  background: readonly (readonly Feature[])[],
): Pick<Taste, 'more' | 'less'> {
  const spoken = rated.map(({ features }) => features)
  const having = countPapers([...spoken, ...background])
  const named = new Map<number, TasteWord & { pull: number }>()
  for (const { kind, name, place, value } of spoken.flat()) {
    if ((having.get(place) ?? 0) < 2) continue
    const pull = (weights.get(place) ?? 0) * value
    const known = named.get(place)
    if (known) known.pull += pull
    else named.set(place, { kind, name: name.slice(0, 60), pull })
  }
  const sorted = [...named.values()].toSorted((one, other) => other.pull - one.pull)
  const told = ({ kind, name }: TasteWord) => ({ kind, name })
  return {
    more: sorted
      .filter(({ pull }) => pull > 0)
      .slice(0, mostWords)
      .map(told),
    less: sorted
      .toReversed()
      .filter(({ pull }) => pull < 0)
      .slice(0, mostWords)
      .map(told),
  }
}

function countPapers(papers: readonly (readonly Feature[])[]): Map<number, number> {
  const having = new Map<number, number>()
  for (const features of papers)
    for (const place of new Set(features.map((feature) => feature.place)))
      having.set(place, (having.get(place) ?? 0) + 1)
  return having
}
