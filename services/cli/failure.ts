/**
 * An error in words for people. A failed statement is told by its cause: the statement itself would show addresses, and
 * nobody could act on it. Several addresses tried in vain (AggregateError) are told by the first.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.message === '') return describeFailure(error.errors[0])
  if (error.message.startsWith('Failed query') && error.cause !== undefined)
    return describeFailure(error.cause)
  return error.message || error.name
}
