import type { PaperDetail } from '../papers/list-papers.ts'
import type { Words } from '../platform/locales/words.ts'

/** The parts of a paper's trending score as sentences, the score first; empty for a paper that takes no part. */
export function whyTrending({ say, tag }: Words, { trending }: Pick<PaperDetail, 'trending'>): string[] {
  if (!trending) return []
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 })
  const { score, points, warmPoints, typical, pace } = trending
  return [
    say('why-score', { score: number.format(score) }),
    say('why-points', { points: number.format(points), warm: number.format(warmPoints) }),
    say('why-typical', { typical: number.format(typical), pace: number.format(pace) }),
  ]
}
