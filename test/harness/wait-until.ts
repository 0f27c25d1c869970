import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a fact: returns once `isTrue` says so, fails after `timeoutMs`. */
export async function waitUntil(isTrue: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`still not true after ${timeoutMs} ms: ${isTrue}`)
    await delay(10)
  }
}
