/** One finding of the doctor. `warn` works but is not as it should be; `fail` does not work. */
export type Check = {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** What to do; absent where there is nothing to do. */
  readonly next?: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A finding of `look`, or that it could not look, in one word list. */
export async function attempt(
  name: string,
  look: () => Promise<Omit<Check, 'name'>>,
  onError: (reason: string) => Omit<Check, 'name'>,
): Promise<Check> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    const { describeFailure } = await import('../failure.ts')
    return { name, ...onError(describeFailure(error)) }
  }
}
