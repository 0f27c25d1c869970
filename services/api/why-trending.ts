import type { PaperDetail } from '../papers/list-papers.ts'

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** The parts of a paper's trending score as sentences, the score first; empty for a paper that takes no part. */
export function whyTrending({ trending }: Pick<PaperDetail, 'trending'>): string[] {
  if (!trending) return []
  const { score, points, warmPoints, typical, pace } = trending
  return [
    `Its score is ${number.format(score)}. A typical paper starts at 1; each point more is about twice the attention.`,
    `It has gathered ${number.format(points)} points (votes, half-weighted comments, new stars), worth ${number.format(warmPoints)} with their age taken off.`,
    `Papers of its topic usually gather ${number.format(typical)}; this is ${number.format(pace)} times that for the time it has had.`,
  ]
}
