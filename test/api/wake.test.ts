import { expect, test } from 'vitest'
import { buildWake } from '../../services/api/wake.ts'
import { waitUntil } from '../harness/wait-until.ts'

/** A queue that is as slow as the test says. */
function slowQueue() {
  const asked: { job: string; answer: (error?: Error) => void }[] = []
  const wake = buildWake(
    (job) =>
      new Promise((resolve, reject) => {
        asked.push({ job, answer: (error) => (error ? reject(error) : resolve()) })
      }),
    20,
  )
  return { asked, wake }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))
const askedTimes = (asked: unknown[], times: number) => waitUntil(() => asked.length === times)

test('what is asked while a request is on its way goes with the next one, and no request is left out', async () => {
  const { asked, wake } = slowQueue()
  const first = wake('send-notices')
  await settle()
  const others = Array.from({ length: 50 }, () => wake('send-notices'))
  await settle()
  expect(asked).toHaveLength(1)
  asked[0]?.answer()
  await first
  await askedTimes(asked, 2)
  asked[1]?.answer()
  await Promise.all(others)
  const later = wake('send-notices')
  await askedTimes(asked, 3)
  asked[2]?.answer()
  await later
})

test('one job does not wait for another, and a queue that fails once is asked again', async () => {
  const { asked, wake } = slowQueue()
  const notices = wake('send-notices')
  const plans = wake('plan-digests')
  await settle()
  expect(asked.map(({ job }) => job)).toEqual(['send-notices', 'plan-digests'])
  const next = wake('send-notices')
  asked[0]?.answer(new Error('away'))
  asked[1]?.answer()
  await expect(notices).rejects.toThrow('away')
  await plans
  await askedTimes(asked, 3)
  asked[2]?.answer()
  await next
})
