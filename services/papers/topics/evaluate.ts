import type { PaperText } from './passages.ts'

export type LabelledText = PaperText & {
  readonly topics: readonly string[]
  readonly published?: string | null
}

/** Fractions from 0 to 1. A precision without any answer, or a recall without any label, is 0. */
export type Figures = { readonly precision: number; readonly recall: number; readonly f1: number }

export type TopicFigures = Figures & {
  readonly slug: string
  readonly support: number
  readonly found: number
}

export type Part = {
  readonly papers: number
  readonly from?: string
  readonly to?: string
  /** Over all (paper, topic) pairs together: frequent topics weigh more. */
  readonly micro: Figures
  /** The mean over the topics that occur in the labels or in the answers: each weighs the same. */
  readonly macro: Figures
}

export type Evaluation = Part & {
  readonly topics: readonly TopicFigures[]
  /** The dated papers in two halves by day of publication: what is learned from the older must hold on the newer. */
  readonly older?: Part
  readonly newer?: Part
}

export type EvaluateDeps = { readonly classify: (paper: PaperText) => readonly { readonly slug: string }[] }
type Judged = {
  readonly published: string | undefined
  readonly labels: ReadonlySet<string>
  readonly answers: ReadonlySet<string>
}

/** Compares the classifier's answers with the readers' labels: per topic, together, and by time. Pure but for `classify`. */
export function evaluateTopics({ classify }: EvaluateDeps, labelled: readonly LabelledText[]): Evaluation {
  const judged = labelled.map((paper) => ({
    published: paper.published ?? undefined,
    labels: new Set(paper.topics),
    answers: new Set(classify(paper).map(({ slug }) => slug)),
  }))
  const whole = { ...measure(judged), topics: perTopic(judged) }
  const halves = splitByTime(judged)
  return halves === undefined
    ? whole
    : { ...whole, older: measure(halves.older), newer: measure(halves.newer) }
}

function splitByTime(
  judged: readonly Judged[],
): { older: readonly Judged[]; newer: readonly Judged[] } | undefined {
  const days = judged.flatMap(({ published }) => published ?? []).sort()
  const middle = days[Math.floor(days.length / 2)]
  if (middle === undefined || days[0] === middle) return undefined
  const dated = judged.filter(({ published }) => published !== undefined)
  return {
    older: dated.filter(({ published }) => (published ?? '') < middle),
    newer: dated.filter(({ published }) => (published ?? '') >= middle),
  }
}

function measure(judged: readonly Judged[]): Part {
  const topics = perTopic(judged)
  const hits = total(topics.map(({ precision, found }) => precision * found))
  const days = judged.flatMap(({ published }) => published ?? []).sort()
  const [from, to] = [days[0], days.at(-1)]
  return {
    papers: judged.length,
    ...(from !== undefined && to !== undefined ? { from, to } : {}),
    micro: figures(
      hits,
      total(topics.map(({ found }) => found)),
      total(topics.map(({ support }) => support)),
    ),
    macro: {
      precision: mean(topics.map(({ precision }) => precision)),
      recall: mean(topics.map(({ recall }) => recall)),
      f1: mean(topics.map(({ f1 }) => f1)),
    },
  }
}

function perTopic(judged: readonly Judged[]): readonly TopicFigures[] {
  const slugs = [...new Set(judged.flatMap(({ labels, answers }) => [...labels, ...answers]))].sort()
  return slugs.map((slug) => {
    const support = judged.filter(({ labels }) => labels.has(slug)).length
    const found = judged.filter(({ answers }) => answers.has(slug)).length
    const hits = judged.filter(({ labels, answers }) => labels.has(slug) && answers.has(slug)).length
    return { slug, support, found, ...figures(hits, found, support) }
  })
}

function figures(hits: number, found: number, support: number): Figures {
  return {
    precision: found === 0 ? 0 : hits / found,
    recall: support === 0 ? 0 : hits / support,
    f1: found + support === 0 ? 0 : (2 * hits) / (found + support),
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : total(numbers) / numbers.length
}
