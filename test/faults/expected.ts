import type { Outcome } from './edition.ts'

type Range = readonly [least: number, most: number]

/** What a fault may leave: every other delivery is `sent`, to one mail each. The table stands in services/delivery/README.md. */
export type Expected = {
  readonly uncertain?: Range
  readonly failed?: Range
  /** Mails that ended without an answer: those that are `uncertain`, and with `resend` those that were sent once more. */
  readonly unanswered?: Range
  /** Processes that may end by themselves, for a reason that README names. */
  readonly died?: Range
}

type Row = {
  readonly onUncertain: 'resend' | 'hold'
  readonly expected: Expected
  readonly outcome: Outcome
}

/** What is not as it must be, in words; empty when all holds. */
export function findViolations({ onUncertain, expected, outcome }: Row): string[] {
  const { states, readers } = outcome
  const sum = Object.values(states).reduce((total, count) => total + count, 0)
  const allowed = new Set(['sent', 'uncertain', 'failed'])
  const most = onUncertain === 'hold' ? 1 : 2
  const rules: readonly (readonly [string, boolean])[] = [
    [`${outcome.lost} lost`, outcome.lost === 0],
    [`${outcome.altered} altered`, outcome.altered === 0],
    [`${outcome.strangers} without a row`, outcome.strangers === 0],
    [`one reader got ${outcome.most}`, outcome.most <= most],
    [`${outcome.repeated} repeats of ${outcome.uncertain} uncertain`, outcome.repeated <= outcome.uncertain],
    [`states sum to ${sum} of ${readers}`, sum === readers],
    [`left ${Object.keys(states).join(', ')}`, Object.keys(states).every((state) => allowed.has(state))],
    inRange('died', outcome.died, expected.died),
    ...(['uncertain', 'failed'] as const).map((state) => inRange(state, states[state], expected[state])),
    inRange('unanswered', outcome.uncertain, expected.unanswered ?? expected.uncertain),
  ]
  return rules.flatMap(([words, isKept]) => (isKept ? [] : [words]))
}

function inRange(name: string, count = 0, [least, most]: Range = [0, 0]): readonly [string, boolean] {
  return [`${count} ${name}, expected ${least} to ${most}`, count >= least && count <= most]
}
