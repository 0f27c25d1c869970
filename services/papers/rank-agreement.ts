/** One paper of a list: what it was scored, and what came of it. */
export type Ranked = { readonly score: number; readonly outcome: number }

/**
 * Spearman's rank correlation of scores and outcomes, -1 to 1; ties share their mean rank. Undefined where one side has
 * one value only, which says nothing of an order.
 */
export function spearman(list: readonly Ranked[]): number | undefined {
  const scores = ranksOf(list.map((paper) => paper.score))
  const outcomes = ranksOf(list.map((paper) => paper.outcome))
  const mean = (list.length + 1) / 2
  let both = 0
  let ofScores = 0
  let ofOutcomes = 0
  for (const [at, rank] of scores.entries()) {
    const other = (outcomes[at] ?? mean) - mean
    both += (rank - mean) * other
    ofScores += (rank - mean) ** 2
    ofOutcomes += other ** 2
  }
  return ofScores === 0 || ofOutcomes === 0 ? undefined : both / Math.sqrt(ofScores * ofOutcomes)
}

/** Ranks from 1, the smallest first; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = values.map(() => 0)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1
    for (const at of order.slice(start, end)) ranks[at] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

/**
 * nDCG of the first `depth` papers (Järvelin and Kekäläinen, 2002), 0 to 1, with a gain of log2(1 + outcome), so that one
 * paper everybody read does not decide alone. Papers scored alike take each other's mean gain, since their order is
 * chance (McSherry and Najork, 2008). Undefined where nothing came of any.
 */
export function ndcg(list: readonly Ranked[], depth: number): number | undefined {
  const ideal = discount(
    list.map(({ outcome }) => gainOf(outcome)).sort((a, b) => b - a),
    depth,
  )
  return ideal === 0 ? undefined : discount(expectedGains(list), depth) / ideal
}

function gainOf(outcome: number): number {
  return Math.log2(1 + Math.max(0, outcome))
}

function expectedGains(list: readonly Ranked[]): number[] {
  const byScore = new Map<number, Ranked[]>()
  for (const paper of list) byScore.set(paper.score, [...(byScore.get(paper.score) ?? []), paper])
  return [...byScore]
    .sort(([one], [other]) => other - one)
    .flatMap(([, tied]) => {
      const mean = tied.reduce((sum, { outcome }) => sum + gainOf(outcome), 0) / tied.length
      return tied.map(() => mean)
    })
}

function discount(gains: readonly number[], depth: number): number {
  return gains.slice(0, depth).reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
}
