/** An example for the fit: its features by place, how much it counts, and on which side it stands (1: more like this). */
export type TasteExample = {
  readonly places: readonly number[]
  readonly values: readonly number[]
  readonly weight: number
  readonly target: 0 | 1
}

const rounds = 60

/**
 * Logistic regression with an L2 penalty and a free intercept, by Nesterov's accelerated gradient; returns the weight of
 * each place that an example touches. Deterministic, and without an example on each side all weights are zero.
 */
export function fitTaste(examples: readonly TasteExample[], penalty: number): Map<number, number> {
  const touched = [...new Set(examples.flatMap((example) => example.places))]
  const column = new Map(touched.map((place, index) => [place, index]))
  const rows = examples.map(({ places, values, weight, target }) => ({
    columns: Int32Array.from(places, (place) => column.get(place) ?? 0),
    values: Float64Array.from(values),
    weight,
    target,
  }))
  // The intercept is the last column, held by no penalty.
  const penalties = new Float64Array(touched.length + 1).fill(penalty)
  penalties[touched.length] = 0
  const weights = descend(rows, penalties)
  return new Map(touched.map((place, index) => [place, weights[index] ?? 0]))
}

type Row = {
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly weight: number
  readonly target: number
}

function descend(rows: readonly Row[], penalties: Float64Array): Float64Array {
  const step = stepLength(rows, Math.max(...penalties))
  let last = new Float64Array(penalties.length)
  let ahead = new Float64Array(penalties.length)
  for (let round = 1; round <= rounds; round += 1) {
    const slope = gradient(rows, ahead)
    const momentum = (round - 1) / (round + 2)
    const next = ahead.map((value, k) => value - step * ((slope[k] ?? 0) + (penalties[k] ?? 0) * value))
    const before = last
    ahead = next.map((value, k) => value + momentum * (value - (before[k] ?? 0)))
    last = next
  }
  return last
}

function gradient(rows: readonly Row[], weights: Float64Array): Float64Array {
  const slope = new Float64Array(weights.length)
  const intercept = weights.length - 1
  for (const { columns, values, weight, target } of rows) {
    let sum = weights[intercept] ?? 0
    for (let k = 0; k < columns.length; k += 1) sum += (weights[columns[k] ?? 0] ?? 0) * (values[k] ?? 0)
    const error = weight * (1 / (1 + Math.exp(-sum)) - target)
    slope[intercept] = (slope[intercept] ?? 0) + error
    for (let k = 0; k < columns.length; k += 1)
      slope[columns[k] ?? 0] = (slope[columns[k] ?? 0] ?? 0) + error * (values[k] ?? 0)
  }
  return slope
}

/** One over a bound of the curvature: the logistic loss bends at most a quarter of a row's squared length. */
function stepLength(rows: readonly Row[], penalty: number): number {
  const bend = rows.reduce(
    (sum, { values, weight }) => sum + (weight * (1 + values.reduce((s, value) => s + value * value, 0))) / 4,
    0,
  )
  return 1 / (bend + penalty || 1)
}
