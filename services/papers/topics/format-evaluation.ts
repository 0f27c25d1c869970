import type { Evaluation, Figures, Part } from './evaluate.ts'

const NAME_WIDTH = 24

/** The evaluation as a table for people: a line a topic, the most frequent first, then the sums and the halves by time. */
export function formatEvaluation(evaluation: Evaluation): string {
  const topics = [...evaluation.topics].sort((a, b) => b.support - a.support || a.slug.localeCompare(b.slug))
  const lines = [
    `${'topic'.padEnd(NAME_WIDTH)} labels found  precision recall   F1`,
    ...topics.map((topic) => line(topic.slug, [String(topic.support), String(topic.found)], topic)),
    '',
    ...partLines('all', evaluation),
    ...(evaluation.older ? partLines('older half', evaluation.older) : []),
    ...(evaluation.newer ? partLines('newer half', evaluation.newer) : []),
  ]
  return `${lines.join('\n')}\n`
}

function partLines(name: string, part: Part): readonly string[] {
  const days = part.from === undefined ? '' : `, ${part.from} to ${part.to}`
  return [
    `${name}: ${part.papers} papers${days}`,
    line('  micro', ['', ''], part.micro),
    line('  macro', ['', ''], part.macro),
  ]
}

function line(name: string, counts: readonly [string, string], { precision, recall, f1 }: Figures): string {
  const [support, found] = counts
  return `${name.padEnd(NAME_WIDTH)} ${support.padStart(6)} ${found.padStart(5)} ${percent(precision, 10)} ${percent(recall, 6)} ${percent(f1, 4)}`
}

function percent(fraction: number, width: number): string {
  return fraction.toFixed(2).padStart(width)
}
