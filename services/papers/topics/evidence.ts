import type { Passage } from './passages.ts'
import type { Rule, RuleNode } from './rules.ts'

/** What the phrases of one topic found: the sum of all, the sum of those in the title, and each with its share, as the paper writes it. */
export type Evidence = { readonly sum: number; readonly inTitle: number; readonly found: readonly Found[] }
export type Found = { readonly text: string; readonly share: number }

/** BM25's saturation and length norm (Robertson & Zaragoza 2009): the tenth mention says next to nothing, a mention in a short text more. */
const SATURATION = 1.2
const LENGTH_NORM = 0.6
/** Words in an abstract of usual length, title included. */
const USUAL_WORDS = 180
/** Words between the two halves of a loose phrase. */
const LONGEST_GAP = 8

/** `loose`: found across a gap, so that it covers words it does not speak for. */
type Hit = { readonly rule: Rule; readonly start: number; readonly end: number; readonly loose: boolean }
type Span = Omit<Hit, 'rule'>
type Count = { all: number; inTitle: number; readonly text: string }

/** Weighs every topic's phrases in the passages. Within a topic the longest phrase at a place wins; negative weights subtract. */
export function weighPassages(
  tree: RuleNode,
  topicCount: number,
  passages: readonly Passage[],
): readonly Evidence[] {
  const evidence = Array.from(
    { length: topicCount },
    (): { sum: number; inTitle: number; found: Found[] } => ({ sum: 0, inTitle: 0, found: [] }),
  )
  const stretch = lengthFactor(passages)
  for (const [rule, { all, inTitle, text }] of countPhrases(tree, topicCount, passages)) {
    const topic = evidence[rule.topic]
    if (topic === undefined) continue
    const share = rule.weight * saturate(all * stretch)
    topic.sum += share
    topic.inTitle += rule.weight * saturate(inTitle)
    if (share > 0) topic.found.push({ text, share })
  }
  for (const { found } of evidence) found.sort((a, b) => b.share - a.share)
  return evidence
}

function saturate(count: number): number {
  return (count * (1 + SATURATION)) / (count + SATURATION)
}

function lengthFactor(passages: readonly Passage[]): number {
  const length = passages.reduce((sum, { words }) => sum + words.length, 0)
  return 1 / (1 - LENGTH_NORM + (LENGTH_NORM * length) / USUAL_WORDS)
}

function countPhrases(tree: RuleNode, topicCount: number, passages: readonly Passage[]): Map<Rule, Count> {
  const counts = new Map<Rule, Count>()
  for (const { words, text, weight, inTitle } of passages) {
    for (const { rule, start, end } of keepLongest(topicCount, findHits(tree, words))) {
      if (rule.weight === 0) continue
      const count = counts.get(rule) ?? {
        all: 0,
        inTitle: 0,
        text: text.slice(words[start]?.from, words[end - 1]?.to),
      }
      count.all += weight
      if (inTitle) count.inTitle += weight
      counts.set(rule, count)
    }
  }
  return counts
}

type Search = { readonly words: Passage['words']; readonly hits: Hit[] }

function findHits(tree: RuleNode, words: Passage['words']): Hit[] {
  const search: Search = { words, hits: [] }
  for (let start = 0; start < words.length; start++) follow(search, tree, { start, end: start, loose: false })
  return search.hits
}

function follow(search: Search, node: RuleNode, span: Span): void {
  const { start, end, loose } = span
  for (const rule of node.rules) search.hits.push({ rule, start, end, loose })
  if (node.afterGap) followAfterGap(search, node.afterGap, span)
  const word = search.words[end]
  if (word === undefined || (word.gap && end > start)) return
  const exact = node.exact.size === 0 ? undefined : node.exact.get(word.lower)
  const byStem = node.stems.size === 0 ? undefined : node.stems.get(word.stem)
  const anyNumber = word.number ? node.anyNumber : undefined
  if (exact === undefined && byStem === undefined && anyNumber === undefined) return
  const longer = { start, end: end + 1, loose }
  if (exact) follow(search, exact, longer)
  if (byStem) follow(search, byStem, longer)
  if (anyNumber) follow(search, anyNumber, longer)
}

/** The nearest place after the gap counts, once; what follows may stand behind a comma or bracket. */
function followAfterGap({ words, hits }: Search, node: RuleNode, { start, end }: Span): void {
  for (let at = end; at <= end + LONGEST_GAP && at < words.length; at++) {
    const search: Search = { words, hits: [] }
    follow(search, node, { start: at, end: at, loose: true })
    if (search.hits.length === 0) continue
    hits.push(...search.hits.map((hit) => ({ ...hit, start })))
    return
  }
}

/** Hits arrive by start, exact forms first; at one start the longest is taken, and the next may begin only after its end. */
function keepLongest(topicCount: number, hits: Hit[]): readonly Hit[] {
  const busyUntil = new Array<number>(topicCount).fill(0)
  hits.sort((a, b) => a.start - b.start || b.end - a.end)
  return hits.filter(({ rule, start, end, loose }) => {
    if (loose) return true
    if (start < (busyUntil[rule.topic] ?? 0)) return false
    busyUntil[rule.topic] = end
    return true
  })
}
