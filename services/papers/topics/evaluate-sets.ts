import { type EvaluateDeps, evaluateTopics, type Part } from './evaluate.ts'
import { isBlind, type LabelledPaper } from './labelled.ts'

export type SetFigures = Pick<Part, 'papers' | 'micro' | 'macro'> & {
  readonly set: string
  readonly blind: boolean
}

/** The figures of each set of papers by itself, in the order in which the sets first occur. */
export function evaluateSets(deps: EvaluateDeps, papers: readonly LabelledPaper[]): readonly SetFigures[] {
  const sets = [...new Set(papers.map(({ set }) => set))]
  return sets.map((set) => {
    const part = evaluateTopics(
      deps,
      papers.filter((paper) => paper.set === set),
    )
    return { set, blind: isBlind({ set }), papers: part.papers, micro: part.micro, macro: part.macro }
  })
}
