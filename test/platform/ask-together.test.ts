import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askTogether } from '../../services/platform/ask-together.ts'
import { waitUntil } from '../harness/wait-until.ts'

/** Answers when the test says so. */
function slowAnswers() {
  const calls: { questions: readonly string[]; answer: (error?: Error) => void }[] = []
  const ask = askTogether<string, string>({
    keyOf: (question) => question.charAt(0),
    ask: (questions) =>
      new Promise((resolve, reject) => {
        const answers = questions.map((question) => question.toUpperCase())
        calls.push({ questions, answer: (error) => (error ? reject(error) : resolve(answers)) })
      }),
  })
  return { calls, ask }
}
const calledTimes = (calls: readonly unknown[], times: number) => waitUntil(() => calls.length === times)

test('what comes at once goes together, and two of a key one after the other, in their order', async () => {
  const { calls, ask } = slowAnswers()
  const answers = Promise.all(['a1', 'b1', 'a2', 'c1', 'a3', 'b2'].map(ask))
  await calledTimes(calls, 1)
  await nextTurn()
  expect(calls.map(({ questions }) => questions)).toEqual([['a1', 'b1', 'c1']])
  calls[0]?.answer()
  await calledTimes(calls, 2)
  calls[1]?.answer()
  await calledTimes(calls, 3)
  calls[2]?.answer()
  expect(calls.slice(1).map(({ questions }) => questions)).toEqual([['a2', 'b2'], ['a3']])
  expect(await answers).toEqual(['A1', 'B1', 'A2', 'C1', 'A3', 'B2'])
})

test('three calls are on their way at once; what comes meanwhile waits, and none takes more than a hundred', async () => {
  const { calls, ask } = slowAnswers()
  const first: Promise<string>[] = []
  for (const key of 'abc') {
    first.push(ask(key))
    await calledTimes(calls, first.length)
  }
  const others = Array.from({ length: 150 }, (_, n) => ask(String.fromCharCode(0x4e00 + n)))
  await nextTurn()
  expect(calls).toHaveLength(3)
  for (const call of calls) call.answer()
  await calledTimes(calls, 5)
  for (const call of calls) call.answer()
  expect(calls.slice(3).map(({ questions }) => questions.length)).toEqual([100, 50])
  expect(await Promise.all([...first, ...others])).toHaveLength(153)
})

test('when a call fails each of its questions is asked again by itself, and only one that fails again fails', async () => {
  const ask = askTogether<number, number>({
    keyOf: String,
    ask: async (questions) => {
      if (questions.includes(3)) throw new Error('no threes')
      return questions
    },
  })
  const settled = await Promise.allSettled([1, 2, 3, 4].map(ask))
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    1,
    2,
    'no threes',
    4,
  ])
})
