import type { TopicModel } from './model.ts'
import type { Signal } from './signals.ts'

export type Example = { readonly signals: readonly Signal[]; readonly belongs: boolean }

/** How strongly a signal's weight is held at zero: the more, the more examples must speak for it. */
export type Restraint = (signal: string) => number

type Row = { readonly places: Int32Array; readonly values: Float64Array; readonly target: number }

const ROUNDS = 300
/** Most papers do not belong to a given topic; starting there saves rounds. */
const FIRST_BIAS = -3
/** Weights smaller than this change no probability by a percent point. */
const NEGLIGIBLE = 0.004

/** Logistic regression with an L2 penalty per signal, by Nesterov's accelerated gradient. Deterministic: no chance is involved. */
export function fitTopic(examples: readonly Example[], restraint: Restraint): Omit<TopicModel, 'threshold'> {
  const names = [...new Set(examples.flatMap(({ signals }) => signals.map(([name]) => name)))].sort()
  const place = new Map(names.map((name, index) => [name, index]))
  const rows = examples.map(({ signals, belongs }) => ({
    places: Int32Array.from(signals, ([name]) => place.get(name) ?? 0),
    values: Float64Array.from(signals, ([, value]) => value),
    target: belongs ? 1 : 0,
  }))
  const penalties = Float64Array.from(names, (name) => restraint(name) / examples.length)
  const { weights, bias } = descend(rows, penalties)
  const kept = names.map((name, index): [string, number] => [name, roundWeight(weights[index] ?? 0)])
  return {
    bias: roundWeight(bias),
    weights: Object.fromEntries(kept.filter(([, weight]) => Math.abs(weight) >= NEGLIGIBLE)),
  }
}

function descend(rows: readonly Row[], penalties: Float64Array): { weights: Float64Array; bias: number } {
  const step = stepLength(rows, penalties)
  let weights = new Float64Array(penalties.length)
  let ahead = new Float64Array(penalties.length)
  let bias = FIRST_BIAS
  let biasAhead = FIRST_BIAS
  for (let round = 1; round <= ROUNDS; round++) {
    const slope = gradient(rows, ahead, biasAhead)
    const momentum = (round - 1) / (round + 2)
    const point = ahead
    const next = point.map(
      (value, k) => value - step * ((slope.weights[k] ?? 0) + (penalties[k] ?? 0) * value),
    )
    const last = weights
    ahead = next.map((value, k) => value + momentum * (value - (last[k] ?? 0)))
    weights = next
    const nextBias = biasAhead - step * slope.bias
    biasAhead = nextBias + momentum * (nextBias - bias)
    bias = nextBias
  }
  return { weights, bias }
}

function gradient(
  rows: readonly Row[],
  weights: Float64Array,
  bias: number,
): { weights: Float64Array; bias: number } {
  const slope = new Float64Array(weights.length)
  let biasSlope = 0
  for (const { places, values, target } of rows) {
    let sum = bias
    for (let k = 0; k < places.length; k++) sum += (weights[places[k] ?? 0] ?? 0) * (values[k] ?? 0)
    const error = (1 / (1 + Math.exp(-sum)) - target) / rows.length
    biasSlope += error
    for (let k = 0; k < places.length; k++)
      slope[places[k] ?? 0] = (slope[places[k] ?? 0] ?? 0) + error * (values[k] ?? 0)
  }
  return { weights: slope, bias: biasSlope }
}

/** One over (a bound of) the curvature: the logistic loss bends at most a quarter of a row's squared length. */
function stepLength(rows: readonly Row[], penalties: Float64Array): number {
  const longest = Math.max(
    1,
    ...rows.map(({ values }) => 1 + values.reduce((sum, value) => sum + value * value, 0)),
  )
  return 1 / (longest / 8 + Math.max(...penalties))
}

function roundWeight(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
