type Waiting<Answer> = { resolve(answer: Answer): void; reject(error: unknown): void }

/**
 * Asks about many keys with one call: what comes while a call is on its way goes together into the next. Requests for the
 * same key go into calls of their own, one after the other, so that each is counted.
 */
export function askTogether<Answer>(
  ask: (keys: readonly string[]) => Promise<readonly Answer[]>,
): (key: string) => Promise<Answer> {
  const waiting = new Map<string, Waiting<Answer>[]>()
  const state = { isAsking: false }

  async function askAll(): Promise<void> {
    state.isAsking = true
    while (waiting.size > 0) await askOnce(takeFirsts())
    state.isAsking = false
  }

  function takeFirsts(): Map<string, Waiting<Answer>> {
    const firsts = new Map<string, Waiting<Answer>>()
    for (const [key, [first, ...rest]] of waiting) {
      if (first) firsts.set(key, first)
      if (rest.length > 0) waiting.set(key, rest)
      else waiting.delete(key)
    }
    return firsts
  }

  async function askOnce(asked: ReadonlyMap<string, Waiting<Answer>>): Promise<void> {
    try {
      const answers = await ask([...asked.keys()])
      for (const [place, one] of [...asked.values()].entries()) {
        const answer = answers[place]
        if (answer === undefined) one.reject(new Error('a question was left without an answer'))
        else one.resolve(answer)
      }
    } catch (error) {
      for (const one of asked.values()) one.reject(error)
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.set(key, [...(waiting.get(key) ?? []), { resolve, reject }])
      if (!state.isAsking) void askAll()
    })
}
