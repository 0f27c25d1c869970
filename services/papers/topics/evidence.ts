import type { Passage } from './passages.ts'
import type { Rule, RuleNode } from './rules.ts'

/** What the phrases of one topic found in a paper: the sum, and each phrase with its share, as written in the paper. */
export type Evidence = { readonly sum: number; readonly found: readonly Found[] }
export type Found = { readonly text: string; readonly share: number }

/** BM25's saturation: the second mention counts less than the first, the tenth next to nothing (k1 = 1.2, Robertson & Zaragoza 2009). */
const SATURATION = 1.2

type Hit = { readonly rule: Rule; readonly start: number; readonly end: number }

/** Weighs every topic's phrases in the passages. Within a topic the longest phrase at a place wins; negative weights subtract. */
export function weighPassages(
  tree: RuleNode,
  topicCount: number,
  passages: readonly Passage[],
): readonly Evidence[] {
  const counts = new Map<Rule, { count: number; text: string }>()
  for (const { words, weight } of passages) {
    for (const { rule, start, end } of keepLongest(topicCount, findHits(tree, words))) {
      const seen = counts.get(rule)
      if (seen) seen.count += weight
      else
        counts.set(rule, {
          count: weight,
          text: words
            .slice(start, end)
            .map((word) => word.surface)
            .join(' '),
        })
    }
  }
  const found = Array.from({ length: topicCount }, (): Found[] => [])
  for (const [rule, { count, text }] of counts) {
    if (rule.weight !== 0)
      found[rule.topic]?.push({
        text,
        share: (rule.weight * count * (1 + SATURATION)) / (count + SATURATION),
      })
  }
  return found.map((shares) => ({
    sum: shares.reduce((sum, { share }) => sum + share, 0),
    found: shares.sort((a, b) => b.share - a.share),
  }))
}

function findHits(tree: RuleNode, words: Passage['words']): readonly Hit[] {
  const hits: Hit[] = []
  for (let start = 0; start < words.length; start++) follow(tree, words, { start, at: start }, hits)
  return hits
}

function follow(
  node: RuleNode,
  words: Passage['words'],
  place: { start: number; at: number },
  hits: Hit[],
): void {
  for (const rule of node.rules) hits.push({ rule, start: place.start, end: place.at })
  const word = words[place.at]
  if (word === undefined || (word.gap && place.at > place.start)) return
  const byStem = node.next.get(word.stem)
  if (byStem) follow(byStem, words, { start: place.start, at: place.at + 1 }, hits)
  const exact = node.next.get(`=${word.lower}`)
  if (exact) follow(exact, words, { start: place.start, at: place.at + 1 }, hits)
}

/** Hits arrive by start; at one start the longest is taken, and the next may begin only after its end. */
function keepLongest(topicCount: number, hits: readonly Hit[]): readonly Hit[] {
  const busyUntil = new Array<number>(topicCount).fill(0)
  const longestFirst = [...hits].sort((a, b) => a.start - b.start || b.end - a.end)
  return longestFirst.filter(({ rule, start, end }) => {
    if (start < (busyUntil[rule.topic] ?? 0)) return false
    busyUntil[rule.topic] = end
    return true
  })
}
