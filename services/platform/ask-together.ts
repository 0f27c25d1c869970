type Together<Question, Answer> = {
  /** Questions of the same key go into calls one after the other, so that each finds what the one before was counted for. */
  readonly keyOf: (question: Question) => string
  /** Answers in the order of the questions. */
  readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>
}

type Waiting<Question, Answer> = {
  readonly key: string
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

// So that a call takes no longer than a person notices, however many wait.
const mostTogether = 100
// While one waits for the disk and one for us, the third works; more would only make each of them smaller.
const mostCalls = 3

/**
 * Asks many questions with one call: what comes while calls are on their way goes together into the next. When a call fails,
 * each of its questions is asked again by itself, so that nobody fails for what another one asked.
 */
export function askTogether<Question, Answer>({
  keyOf,
  ask,
}: Together<Question, Answer>): (question: Question) => Promise<Answer> {
  const waiting = new Map<string, Waiting<Question, Answer>[]>()
  const busy = new Set<string>()
  const state = { calls: 0, isSoon: false }

  function askSoon(): void {
    if (state.isSoon || state.calls === mostCalls) return
    state.isSoon = true
    // What arrives at the same moment goes together.
    setImmediate(() => {
      state.isSoon = false
      void askNext()
    })
  }

  async function askNext(): Promise<void> {
    const asked = takeFirsts()
    if (asked.length === 0) return
    state.calls += 1
    for (const { key } of asked) busy.add(key)
    askSoon()
    await answer(asked)
    for (const { key } of asked) busy.delete(key)
    state.calls -= 1
    askSoon()
  }

  function takeFirsts(): Waiting<Question, Answer>[] {
    const turn = [...waiting].filter(([key]) => !busy.has(key)).slice(0, mostTogether)
    return turn.flatMap(([key, line]) => {
      const first = line.shift()
      waiting.delete(key)
      // Behind the others, so that each key has its turn however many there are.
      if (line.length > 0) waiting.set(key, line)
      return first ? [first] : []
    })
  }

  async function answer(asked: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await ask(asked.map(({ question }) => question))
      if (answers.length !== asked.length) throw new Error('a question was left without an answer')
      for (const [place, given] of answers.entries()) asked[place]?.resolve(given)
    } catch (error) {
      if (asked.length > 1) await Promise.all(asked.map((one) => answer([one])))
      else asked[0]?.reject(error)
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      const key = keyOf(question)
      const line = waiting.get(key) ?? []
      line.push({ key, question, resolve, reject })
      waiting.set(key, line)
      askSoon()
    })
}
