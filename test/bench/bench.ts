/** What a command-line flag of a bench may be: `--dkim`, or `--readers 1000`. */
export type Flags = ReadonlyMap<string, string | true>

/** One measured figure beside the baseline of the same run, since absolute figures drift with the machine and its load. */
export type Figure = {
  readonly figure: string
  /** The median of the runs. */
  readonly value: number
  readonly unit: string
  /** The lowest and the highest run. */
  readonly spread?: readonly [number, number] | undefined
  /** In the same unit as the value. */
  readonly baseline?: number | undefined
  /** What `goal` is about: value to baseline, whichever way round makes the words of the goal true. */
  readonly ratio?: number | undefined
  readonly goal?: string | undefined
  readonly met?: boolean | undefined
}

export type BenchRun = {
  readonly flags: Flags
  /** A line for people about what happens now. */
  readonly say: (line: string) => void
}

export type Bench = {
  /** Flags of the further runs that belong to the whole: `deliver` also runs with `--dkim`. */
  readonly variants?: readonly (readonly string[])[] | undefined
  readonly run: (run: BenchRun) => Promise<Figure[]>
}

/** The number of a flag, or the default where it is not given. @throws Error for anything but a positive integer */
export function numberFlag(flags: Flags, name: string, otherwise: number): number {
  const given = flags.get(name)
  if (given === undefined) return otherwise
  const value = Number(given)
  if (given === true || !Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a number`)
  return value
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  if (sorted.length === 0) throw new RangeError('The median of nothing')
  const high = sorted[Math.floor(middle)] ?? 0
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + high) / 2 : high
}

/** Median, lowest and highest of several runs. */
export function spreadOf(values: readonly number[]): { value: number; spread: [number, number] } {
  return { value: median(values), spread: [Math.min(...values), Math.max(...values)] }
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

/**
 * Seconds of processor time that `work` takes in this process, garbage collection included. For work that computes only:
 * what else the machine does disturbs it less than the time on the wall.
 */
export async function cpuSecondsOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
